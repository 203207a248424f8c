using PgmapCheck.Results;

namespace PgmapCheck.Reports;

/// <summary>One run of <c>pgmapcheck history</c>, finished or interrupted: what every format is made from.</summary>
internal sealed record HistoryReport : IReport<HistoryReport>
{
    private static readonly (string Verdict, string Words)[] s_verdicts =
    [
        ("proved", "proved"),
        ("known-bug", "with known bugs"),
        ("unexplained", "with unexplained violations"),
        ("never-reached", "never reaching what they should"),
        ("incomplete", "incomplete"),
        ("error", "without a verdict"),
        ("not-begun", "not begun"),
    ];

    /// <summary>What was found.</summary>
    public required ReleaseHistory History { get; init; }

    /// <summary>What of it says something.</summary>
    public required HistoryExcerpt Excerpt { get; init; }

    /// <summary>How it was searched.</summary>
    public required SearchPlan Plan { get; init; }

    /// <summary>How long that took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>How the run ends.</summary>
    public required ExitCode ExitCode { get; init; }

    /// <summary>What the exit code means here.</summary>
    public string ExitWord =>
        ExitCode switch
        {
            var code when code != History.ExitCode => code.Word(),
            ExitCode.Held when !History.Bugs.IsEmpty => "every violation is a known bug",
            ExitCode.Violated => "a violation is no known bug",
            ExitCode.Incomplete => "incomplete, nothing unexplained so far",
            var code => code.Word(),
        };

    /// <summary>How many cases ended how, where any did.</summary>
    public IEnumerable<(int Count, string Verdict, string Words)> Counts =>
        s_verdicts
            .Select(entry => (History.Cells.Count(cell => cell.Verdict == entry.Verdict), entry.Verdict, entry.Words))
            .Where(entry => entry.Item1 > 0);

    public HistoryReport EndingWith(ExitCode exitCode) => this with { ExitCode = exitCode };
}
