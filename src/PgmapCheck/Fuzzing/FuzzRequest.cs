using System.Collections.Immutable;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Fuzzing;

/// <summary>What <c>pgmapcheck fuzz</c> is asked to do.</summary>
internal sealed record FuzzRequest
{
    /// <summary>The kernel.</summary>
    public required Release Release { get; init; }

    /// <summary>Decides every program.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The most programs; null for as many as there is time.</summary>
    public long? Runs { get; init; }

    /// <summary>When to stop.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>The most states of a program before random schedules take over.</summary>
    public long MaxStates { get; init; } = 20_000;

    /// <summary>How many random schedules a larger program gets.</summary>
    public long RandomRuns { get; init; } = 200;

    /// <summary>Programs of one thread, and a comparison with the sequential reference.</summary>
    public bool IsSequential { get; init; }

    /// <summary>Bugs of the catalogue that are not to be reported again.</summary>
    public ImmutableArray<string> Known { get; init; } = [];

    /// <summary>One program to make again; null for a run.</summary>
    public FuzzSeed? Replay { get; init; }

    /// <summary>Where failing programs are kept, to be tried first the next time; null for nowhere.</summary>
    public string? Folder { get; init; }

    /// <summary>Print every step of a diagram.</summary>
    public bool IsVerbose { get; init; }
}
