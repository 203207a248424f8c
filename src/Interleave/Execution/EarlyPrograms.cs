using System.Runtime.CompilerServices;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Execution;

/// <summary>
/// What is known of the steps that fibers of a program can take before their turn. A search finds it out, and schedules
/// mean something only with what it has found.
/// </summary>
internal static class EarlyPrograms
{
    private static readonly ConditionalWeakTable<ConcurrentProgram, EarlySteps> s_known = [];

    /// <summary>Begins to find out.</summary>
    public static EarlySteps Begin(ConcurrentProgram program)
    {
        var machine = program.Boot();
        machine.Shared.Model = MemoryModel.LoadBuffering;
        var early = new EarlySteps(machine.Run, machine.Fibers);
        s_known.AddOrUpdate(program, early);
        return early;
    }

    /// <summary>True if schedules of a program mean something on a memory.</summary>
    public static bool AreKnown(ConcurrentProgram program, MemoryModel memory) =>
        memory != MemoryModel.LoadBuffering || s_known.TryGetValue(program, out _);

    /// <summary>What is known; null on a memory where all steps are taken in order.</summary>
    /// <exception cref="InvalidOperationException">No search has found it out.</exception>
    public static EarlySteps? Of(ConcurrentProgram program, MemoryModel memory) =>
        memory != MemoryModel.LoadBuffering ? null
        : s_known.TryGetValue(program, out var early) ? early
        : throw new InvalidOperationException(
            $"{program.Name} has to be searched with load buffering before a schedule of it can be followed: which steps "
                + "can be taken early is found out by the search"
        );
}
