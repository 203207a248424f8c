using System.Collections.Immutable;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Traces;

namespace PgmapCheck.Tests.Programs;

/// <summary>Tries every schedule of a program without loops, one by one: slow, and too simple to be wrong.</summary>
internal static class EverySchedule
{
    /// <summary>Whether some execution that begins like this ends without violating the property.</summary>
    public static bool Avoids(ConcurrentProgram program, ImmutableArray<ScheduledStep> prefix, string property)
    {
        var here = Replayer.Replay(program, new Schedule(prefix));
        if (here.Violation is { } violation)
        {
            return violation.Property != property;
        }

        var isFinal = true;
        for (var fiber = 0; fiber < here.Fibers.Length; fiber++)
        {
            if (!here.Fibers[fiber].HasReturned && !here.Fibers[fiber].IsBlocked)
            {
                isFinal = false;
                if (Avoids(program, prefix.Add(new ScheduledStep(fiber, 0)), property))
                {
                    return true;
                }
            }
        }

        return isFinal;
    }
}
