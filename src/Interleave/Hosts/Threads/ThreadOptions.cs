namespace Interleave.Hosts.Threads;

/// <summary>How a program is run on real threads.</summary>
public sealed record ThreadOptions
{
    /// <summary>How many executions, from 1 up.</summary>
    public long Runs { get; init; } = 10_000;

    /// <summary>For delays and choices; which thread runs when, nobody decides.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Make every store a full barrier, so that memory behaves as the search's. Off, plain and <c>_ONCE</c> stores may
    /// wait in the processor's store buffer, and what is then seen need not be what the search lists.
    /// </summary>
    public bool SequentiallyConsistent { get; init; } = true;
}
