namespace PgmapCheck;

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
            _ => "a case that should be reached never was",
        };
}
