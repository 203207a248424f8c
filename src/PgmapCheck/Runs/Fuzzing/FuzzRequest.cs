using System.Collections.Immutable;
using Interleave.Search;
using PgmapCheck.Cases;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Runs.Fuzzing;

/// <summary>What <c>pgmapcheck fuzz</c> is asked to do.</summary>
internal sealed record FuzzRequest
{
    /// <summary>The most states of a program before random schedules take over, if nothing else is asked for.</summary>
    public const long DefaultMaxStates = 20_000;

    /// <summary>How many random schedules a larger program gets, if nothing else is asked for.</summary>
    public const long DefaultRandomRuns = 200;

    /// <summary>The kernel.</summary>
    public required Release Release { get; init; }

    /// <summary>The user's assembly that it is from; null without one.</summary>
    public string? Assembly { get; init; }

    /// <summary>The kernel tree whose functions the kernel runs; null for one by hand.</summary>
    public KernelTree? Tree { get; init; }

    /// <summary>A kernel on which programs have to end as on the first; null for none.</summary>
    public Release? Against { get; init; }

    /// <summary>Whether to look for livelocks.</summary>
    public Liveness Liveness { get; init; }

    /// <summary>Decides every program.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The most programs; null for as many as there is time.</summary>
    public long? Runs { get; init; }

    /// <summary>When to stop.</summary>
    public TimeSpan? Time { get; init; }

    /// <summary>The most states of a program before random schedules take over.</summary>
    public long MaxStates { get; init; } = DefaultMaxStates;

    /// <summary>How many random schedules a larger program gets.</summary>
    public long RandomRuns { get; init; } = DefaultRandomRuns;

    /// <summary>Programs of one thread, compared with the sequential reference where it knows them.</summary>
    public bool IsSequential { get; init; }

    /// <summary>Bugs of the catalogue that are not to be reported again.</summary>
    public ImmutableArray<string> Known { get; init; } = [];

    /// <summary>One program to make again; null for a run.</summary>
    public FuzzSeed? Replay { get; init; }

    /// <summary>Where failing programs are kept, to be tried first the next time; null for nowhere.</summary>
    public string? Folder { get; init; }

    /// <summary>How many programs are searched at a time.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Print every step of a diagram.</summary>
    public bool IsVerbose { get; init; }
}
