namespace Interleave.Search;

/// <summary>Which reductions each kind of search may use under given options, and which options it refuses: nobody else
/// asks what goes together.</summary>
internal static class OptionRules
{
    private static readonly Reductions[] s_all =
    [
        Reductions.Symmetry,
        Reductions.SleepSets,
        Reductions.ConditionalIndependence,
        Reductions.PersistentSets,
        Reductions.LiptonReduction,
        Reductions.TailCallElimination,
        Reductions.DeadLocals,
    ];

    /// <summary>The reductions that are asked for together with all that they rest on.</summary>
    public static Reductions Consistent(Reductions wanted) =>
        s_all
            .Where(reduction => wanted.HasFlag(reduction))
            .Aggregate(Reductions.None, static (all, reduction) => all | reduction);

    /// <summary>
    /// True if states may be passed over. Coverage looks at those that are, a bound on depth cuts where they were, and
    /// parts of a search would rely on different things.
    /// </summary>
    public static bool MayPassOverStates(SearchOptions options) =>
        options.Reductions.HasFlag(Reductions.PersistentSets)
        && options is { Part: null, Coverage: false, Bounds.MaxDepth: int.MaxValue };

    /// <summary>True if steps may sleep: what a violation cuts short in one part may be what another part relies
    /// on.</summary>
    public static bool MaySleep(SearchOptions options) =>
        options.Reductions.HasFlag(Reductions.SleepSets) && options.Part is null;

    /// <summary>Refuses what a search for fair cycles cannot do.</summary>
    /// <exception cref="ArgumentException">The options ask for a reduction that hides cycles, or for no
    /// fairness.</exception>
    public static void RequireCycles(SearchOptions options)
    {
        if ((options.Reductions & (Reductions.SleepSets | Reductions.Symmetry)) != 0)
        {
            throw new ArgumentException(
                "liveness is decided on every step of every state: switch symmetry and sleep sets off.",
                nameof(options)
            );
        }

        if (options.Liveness == Liveness.Off)
        {
            throw new ArgumentException("say which executions are fair: weakly or strongly.", nameof(options));
        }
    }

    /// <summary>Refuses liveness where it cannot be decided: on a weaker memory, and on a part of a program's
    /// schedules.</summary>
    /// <exception cref="ArgumentException">The options ask for that.</exception>
    public static void RequireDecidable(SearchOptions options)
    {
        if (options.Liveness == Liveness.Off)
        {
            return;
        }

        if (options.Memory != Memory.MemoryModel.Sequential)
        {
            throw new ArgumentException("liveness is decided under sequential consistency only.", nameof(options));
        }

        if (options.Part is not null)
        {
            throw new ArgumentException("a search of a part cannot decide liveness", nameof(options));
        }
    }
}
