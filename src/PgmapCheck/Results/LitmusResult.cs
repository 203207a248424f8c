using Litmus.Programs;
using Litmus.Verdicts;
using LitmusMachine;

namespace PgmapCheck.Results;

/// <summary>What became of one litmus file.</summary>
/// <param name="Path">The file, as the command line leads to it.</param>
internal sealed record LitmusResult(string Path)
{
    /// <summary>The test; null if it could not be read, or was not.</summary>
    public LitmusTest? Test { get; init; }

    /// <summary>Why it could not be read, in one line with its place; null if it could.</summary>
    public string? Fault { get; init; }

    /// <summary>Why it was left out; null if it was not.</summary>
    public string? Skipped { get; init; }

    /// <summary>What the axioms say; null if the test was not judged.</summary>
    public LitmusVerdict? Verdict { get; init; }

    /// <summary>What the engine's own memory says; null if it was not asked.</summary>
    public MachineComparison? Machine { get; init; }

    /// <summary>What the file says the verdict is, if it says so in words that a verdict has, and if it is about the
    /// memory that was asked for.</summary>
    public string? Recorded { get; init; }

    /// <summary>What has become of it.</summary>
    public LitmusOutcome Outcome =>
        this switch
        {
            { Fault: not null } => LitmusOutcome.Unread,
            { Skipped: not null } => LitmusOutcome.Skipped,
            { Verdict: null } => LitmusOutcome.NotBegun,
            { Verdict.Answer: null } => LitmusOutcome.Incomplete,
            { Recorded: null } => LitmusOutcome.Judged,
            _ => string.Equals(Recorded, Verdict.Text, StringComparison.OrdinalIgnoreCase)
                ? LitmusOutcome.AsRecorded
                : LitmusOutcome.Differs,
        };

    /// <summary>How the run ends on its account.</summary>
    public ExitCode ExitCode =>
        Outcome switch
        {
            LitmusOutcome.Unread => ExitCode.Usage,
            LitmusOutcome.Differs => ExitCode.Violated,
            LitmusOutcome.Incomplete or LitmusOutcome.NotBegun => ExitCode.Incomplete,
            _ => ExitCode.Held,
        };

    /// <summary>What a recorded result says in the words of a verdict; null if it says something else, such as
    /// <c>Maybe</c>.</summary>
    public static string? VerdictOf(string? recorded)
    {
        var words = recorded?.Split(' ') ?? [];
        return words is [var answer, ..] && Enum.TryParse<LitmusAnswer>(answer, true, out _) ? recorded : null;
    }
}

/// <summary>What can become of a litmus file.</summary>
internal enum LitmusOutcome
{
    /// <summary>The verdict is the recorded one.</summary>
    AsRecorded,

    /// <summary>It is another.</summary>
    Differs,

    /// <summary>There is a verdict, and nothing to compare it with.</summary>
    Judged,

    /// <summary>A bound was met before there was a verdict.</summary>
    Incomplete,

    /// <summary>The file is no litmus test of C, or has something in it that has no meaning.</summary>
    Unread,

    /// <summary>A test of another language, in a folder.</summary>
    Skipped,

    /// <summary>The run was interrupted before.</summary>
    NotBegun,
}
