namespace PgmapCheck.Checking;

/// <summary>The search strategies, as the command line calls them.</summary>
internal enum Engine
{
    /// <summary>Every state, depth first; then the shortest counterexamples.</summary>
    States,

    /// <summary>Every state, breadth first.</summary>
    Bfs,

    /// <summary>Every schedule.</summary>
    Naive,

    /// <summary>Random schedules.</summary>
    Random,
}
