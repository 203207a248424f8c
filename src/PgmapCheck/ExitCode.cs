namespace PgmapCheck;

/// <summary>How a run ended: what a script or a CI job goes by.</summary>
internal enum ExitCode
{
    /// <summary>Everything asked for was done, and everything held.</summary>
    Held = 0,

    /// <summary>The command line, a file or a directory is wrong.</summary>
    Usage = 1,

    /// <summary>A property was violated.</summary>
    Violated = 2,

    /// <summary>The model broke a rule of the engine, or the checker has a bug: no verdict means anything.</summary>
    Internal = 3,

    /// <summary>Nothing was violated, and a bound or an interrupt left something out.</summary>
    Incomplete = 4,

    /// <summary>A recorded schedule cannot be followed any more.</summary>
    Diverged = 5,

    /// <summary>A <c>sometimes</c> property was never reached: the pass proves less than it seems to.</summary>
    Vacuous = 6,
}
