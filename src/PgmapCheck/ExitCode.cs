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

    /// <summary>Nothing can be said of the commit: what <c>git bisect run</c> takes for "skip it".</summary>
    Skip = 125,
}

/// <summary>Exit codes in words, and which of several counts.</summary>
internal static class ExitCodes
{
    // A run that was not what was asked for says so first; then what was found; then what is missing.
    private static readonly ExitCode[] s_worstFirst =
    [
        ExitCode.Internal,
        ExitCode.Usage,
        ExitCode.Violated,
        ExitCode.Diverged,
        ExitCode.Vacuous,
        ExitCode.Incomplete,
        ExitCode.Skip,
        ExitCode.Held,
    ];

    /// <summary>The one that counts of two.</summary>
    public static ExitCode Worse(ExitCode a, ExitCode b) =>
        Array.IndexOf(s_worstFirst, a) <= Array.IndexOf(s_worstFirst, b) ? a : b;

    /// <summary>The last line of a run.</summary>
    public static string Describe(this ExitCode code) => code.Describe(code.Word());

    /// <summary>The last line of a run that can say more exactly what its exit code means.</summary>
    public static string Describe(this ExitCode code, string word) => $"exit {(int)code}: {word}";

    /// <summary>What it says beside the number.</summary>
    public static string Word(this ExitCode code) =>
        code switch
        {
            ExitCode.Held => "all held",
            ExitCode.Usage => "not done as asked, see the message",
            ExitCode.Violated => "a property was violated",
            ExitCode.Internal => "internal error",
            ExitCode.Incomplete => "incomplete, nothing violated so far",
            ExitCode.Diverged => "a replay diverged",
            ExitCode.Skip => "nothing can be said of this commit",
            _ => "a case that should be reached never was",
        };
}

/// <summary>What was asked for cannot be done. The message is the one line that the user sees.</summary>
internal sealed class UsageException(string message, Exception? cause = null) : Exception(message, cause);
