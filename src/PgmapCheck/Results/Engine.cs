namespace PgmapCheck.Results;

/// <summary>The search strategies, as the command line calls them.</summary>
internal enum Engine
{
    /// <summary>Every state, depth first; then the shortest counterexamples.</summary>
    States,

    /// <summary>Every state, breadth first.</summary>
    Bfs,

    /// <summary>Every order of steps that do not commute.</summary>
    Dpor,

    /// <summary>The same, and none of them begun twice.</summary>
    Optimal,

    /// <summary>Random schedules.</summary>
    Random,

    /// <summary>Random priorities, with a bound on what is missed.</summary>
    Pct,

    /// <summary>Random partial orders.</summary>
    Pos,

    /// <summary>Real threads.</summary>
    Threads,
}
