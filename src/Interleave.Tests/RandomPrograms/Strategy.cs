using System.Collections.Immutable;
using Interleave.Programs;
using Interleave.Search;
using Interleave.Tests.Oracles;

namespace Interleave.Tests.RandomPrograms;

/// <summary>One way to search a program completely.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Options">Its options.</param>
/// <param name="IsBreadthFirst">Layer by layer, or depth first.</param>
internal sealed record Strategy(string Name, SearchOptions Options, bool IsBreadthFirst = false)
{
    // No program comes near the bound: an engine whose states never end must fail and not hang.
    private static readonly SearchOptions s_plain = new()
    {
        Symmetry = false,
        SleepSets = false,
        DropsDeadLocals = false,
        PersistentSets = false,
        Bounds = new SearchBounds { MaxStates = 100_000 },
    };

    private static readonly SearchOptions s_sleep = s_plain with { SleepSets = true };
    private static readonly SearchOptions s_symmetry = s_plain with { Symmetry = true };
    private static readonly SearchOptions s_reduced = s_plain with
    {
        PersistentSets = true,
        PersistentSetsAfter = 0,
        BarrenWalks = 2,
    };
    private static readonly SearchOptions s_both = s_symmetry with { SleepSets = true };

    /// <summary>Every state, with no reduction: what the others are compared with.</summary>
    public static Strategy Plain { get; } = new("plain", s_plain);

    /// <summary>All others; the first symmetric one is the one without sleep sets.</summary>
    public static ImmutableArray<Strategy> Others { get; } =
    [
        new("sleep sets", s_sleep),
        new("sleep sets, by cell alone", s_sleep with { ConditionalIndependence = false }),
        new("sleep sets, 128 bits", s_sleep with { FingerprintBits = 128 }),
        new("breadth first", s_plain, true),
        new("symmetry", s_symmetry),
        new("both", s_both),
        new("both, by cell alone", s_both with { ConditionalIndependence = false }),
        new("both, audited", s_both with { AuditEvery = 1 }),
        new("both, 128 bits", s_both with { FingerprintBits = 128 }),
        new("breadth first, symmetry", s_symmetry, true),
    ];

    /// <summary>Those that may see fewer states than others that are as symmetric.</summary>
    public static ImmutableArray<Strategy> Merging { get; } =
    [
        new("dead locals", s_plain with { DropsDeadLocals = true }),
        new("symmetry with callers", s_symmetry with { TailCallElimination = false }),
        new("both, dead locals", s_both with { DropsDeadLocals = true }),
        new("breadth first, dead locals", s_symmetry with { DropsDeadLocals = true }, true),
    ];

    /// <summary>Those that take steps at once, without and with what locks keep apart.</summary>
    public static ImmutableArray<Strategy> Reduced { get; } =
    [
        new("persistent sets", s_reduced with { LiptonReduction = false }),
        new("persistent sets, locks, no walks", s_reduced with { BarrenWalks = 0, PersistentSetsAfter = 5 }),
        new("persistent sets, locks, symmetry", s_reduced with { Symmetry = true, FingerprintBits = 128 }),
        new(
            "all, audited",
            s_both with
            {
                DropsDeadLocals = true,
                PersistentSets = true,
                PersistentSetsAfter = 0,
                AuditEvery = 1,
            }
        ),
        new(
            "all, three threads",
            s_both with
            {
                DropsDeadLocals = true,
                PersistentSets = true,
                PersistentSetsAfter = 0,
                BarrenWalks = 0,
                Workers = 3,
                ShareAfter = 3,
            }
        ),
    ];

    /// <summary>The one of that name.</summary>
    public static Strategy Named(string name) =>
        Others.Concat(Merging).Concat(Reduced).Single(strategy => strategy.Name == name);

    public Exploration Explore(ConcurrentProgram program, SearchRules? rules = null) =>
        Exploration.Of(
            Name,
            program,
            Options with
            {
                Rules = rules ?? SearchRules.Sound,
            },
            IsBreadthFirst ? Checker.SearchBreadthFirst : Checker.Prove
        );

    /// <summary>Every schedule; not complete if there are more than <paramref name="executions"/>.</summary>
    public static Exploration Naive(ConcurrentProgram program, int executions) =>
        Exploration.Of(
            "naive",
            program,
            s_plain with
            {
                Bounds = new SearchBounds { MaxStates = executions },
            },
            EverySchedule.Search
        );

    /// <summary>Some executions, cut at <paramref name="depth"/>.</summary>
    public static Exploration Random(ConcurrentProgram program, int depth) =>
        Exploration.Of(
            "random walk",
            program,
            s_plain with
            {
                Bounds = new SearchBounds { MaxDepth = depth },
            },
            (p, options) => Checker.SearchAtRandom(p, options, 1, 20)
        );
}
