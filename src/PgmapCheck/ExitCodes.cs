namespace PgmapCheck;

/// <summary>Exit codes in words, and which of several counts.</summary>
internal static class ExitCodes
{
    // A run that was not what was asked for says so first; then what was found; then what is missing.
    private static readonly ExitCode[] s_worstFirst =
    [
        ExitCode.Internal, ExitCode.Usage, ExitCode.Violated, ExitCode.Diverged, ExitCode.Vacuous, ExitCode.Incomplete,
        ExitCode.Held,
    ];

    /// <summary>The one that counts of two.</summary>
    public static ExitCode Worse(ExitCode a, ExitCode b) =>
        Array.IndexOf(s_worstFirst, a) <= Array.IndexOf(s_worstFirst, b) ? a : b;

    /// <summary>What the last line of a run says beside the number.</summary>
    public static string Describe(this ExitCode code) => $"exit {(int)code}: " + code switch
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
