namespace Interleave.Schedules;

/// <summary>One scheduling decision.</summary>
/// <param name="Fiber">Which fiber takes its announced step, counted from 0 in the order of declaration.</param>
/// <param name="Choice">
/// Which way the step goes, where it branches; which value a load finds or below which a store comes to lie, counted
/// from the newest, where memory is weak; otherwise 0. <see cref="Commit"/> for a step of memory's.
/// </param>
public readonly record struct ScheduledStep(int Fiber, int Choice)
{
    /// <summary>The choice that is none: the oldest store in the fiber's buffer reaches memory, and the fiber does
    /// nothing.</summary>
    public const int Commit = ushort.MaxValue;

    /// <summary>True if this is memory's step, and not the fiber's.</summary>
    public bool IsCommit => Choice == Commit;
}
