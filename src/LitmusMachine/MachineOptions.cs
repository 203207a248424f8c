using Interleave.Memory;

namespace LitmusMachine;

/// <summary>On which memory a test is run, and for how long.</summary>
public sealed record MachineOptions
{
    /// <summary>The memory.</summary>
    public MemoryModel Memory { get; init; } = MemoryModel.Weak;

    /// <summary>
    /// On the weak memory: lets loads, and what waits for them, be done after later stores. Without it a store is
    /// ordered after every earlier load.
    /// </summary>
    public bool LoadBuffering { get; init; }

    /// <summary>Lists all final states. Without, a verdict is enough: executions that cannot end as the test asks are
    /// given up, and nothing is looked at any more when the verdict is known.</summary>
    public bool AllStates { get; init; } = true;

    /// <summary>The time for the test.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.MaxValue;

    /// <summary>The most distinct states.</summary>
    public long MaxStates { get; init; } = 2_000_000;

    /// <summary>Does without what a search of the weak memory leaves out: canonical states and persistent
    /// sets.</summary>
    public bool LeavesNothingOut { get; init; }

    /// <summary>Ends the work.</summary>
    public CancellationToken Cancellation { get; init; }
}
