using PgmapCheck.History;

namespace PgmapCheck.Reports;

/// <summary>A history for people: the table, what its marks mean, when each bug came and went, and totals.</summary>
internal sealed class HistoryReport(ReleaseHistory history, TimeSpan elapsed)
{
    private const int MaxWidth = 120;

    private static readonly (string Verdict, string Words)[] s_counts =
    [
        ("proved", "proved"), ("known-bug", "with known bugs"), ("unexplained", "with unexplained violations"),
        ("never-reached", "never reaching what they should"), ("incomplete", "incomplete"), ("error", "without a verdict"),
        ("not-begun", "not begun"),
    ];

    /// <summary>What the exit code of this history means.</summary>
    public string Word => history.ExitCode switch
    {
        ExitCode.Held when !history.Bugs.IsEmpty => "every violation is a known bug",
        ExitCode.Violated => "a violation is no known bug",
        ExitCode.Incomplete => "incomplete, nothing unexplained so far",
        var code => code.Word(),
    };

    /// <summary>Prints everything but the exit code.</summary>
    public void WriteTo(Terminal terminal)
    {
        var table = new HistoryTable(history);
        table.WriteTo(terminal);
        foreach (var paragraph in new[] { Marks(), Problems(), Bugs(table), Indented(Totals(), 0) })
        {
            var lines = paragraph.ToArray();
            terminal.Out.Write(lines.Length == 0 ? "" : Environment.NewLine);
            foreach (var line in lines)
            {
                terminal.Out.WriteLine(line);
            }
        }
    }

    // Only the marks that are there; bugs have a paragraph of their own.
    private IEnumerable<string> Marks() =>
        from mark in new (string Text, bool IsUsed)[]
        {
            (".  proved: every interleaving of the scenario's threads and pages, under sequential consistency", Has("proved")),
            ("-  the scenario does not run on this kernel",
                history.Cells.Length < history.Kernels.Length * history.Scenarios.Length),
            ("!  a violation that no known bug explains", Has("unexplained")),
            ("?  not searched to the end", history.Cells.Any(cell => !cell.IsComplete && cell.Verdict != "error")),
            ("~  something that should be reached never is", Has("never-reached")),
            ("#  no verdict", Has("error")),
        }
        where mark.IsUsed
        select mark.Text;

    private IEnumerable<string> Problems() => history.Cells.SelectMany(cell => ProblemsOf(cell).SelectMany(
        problem => Indented($"{cell.Subject.Name}: {problem}", 0)));

    private IEnumerable<string> Bugs(HistoryTable table) => history.Bugs.SelectMany(bug =>
    {
        var mark = table.UsesLetters ? table.LetterOf(bug).PadRight(3) : "";
        return Indented($"{mark}{bug.Id}: {bug.Title}", 3).Concat(Indented(
            $"   {new BugLife(history, bug).Describe()}; {(bug.FixedBy is { } commit ? $"fixed by {commit}" : "no fix known")}", 3));
    });

    private string Totals()
    {
        var counts = s_counts.Select(entry => (Count: history.Cells.Count(cell => cell.Verdict == entry.Verdict), entry.Words));
        return $"{Quantity.Of(history.Cells.Length, "case")} on {Quantity.Of(history.Kernels.Length, "kernel")}: " +
            string.Join(", ", counts.Where(entry => entry.Count > 0).Select(entry => $"{entry.Count} {entry.Words}")) +
            $"; {elapsed.TotalSeconds:0.0} s.";
    }

    private static IEnumerable<string> ProblemsOf(HistoryCell cell)
    {
        foreach (var (finding, _) in cell.Violations.Where(violation => violation.Bug is null))
        {
            yield return $"VIOLATED: {finding.Counterexample.Violation.Property} " +
                $"({Quantity.Of(finding.Counterexample.Schedule.Steps.Length, "step")})";
        }

        if (cell.Result is { Verdict.Incomplete: { } why })
        {
            yield return $"incomplete: {why}";
        }

        if (cell.Result is { ErrorLine: { } error })
        {
            yield return $"ERROR: {error}";
        }

        if (cell.Verdict == "never-reached")
        {
            yield return $"never reached: {string.Join("; ", cell.Result!.Verdict!.NeverReached)}";
        }
    }

    private static IEnumerable<string> Indented(string text, int indent)
    {
        var start = text.Length - text.TrimStart().Length; // which wrapping would take away
        return TextWrap.Wrap(text, MaxWidth - start, start > 0 ? 0 : indent).Select(line => new string(' ', start) + line);
    }

    private bool Has(string verdict) => history.Cells.Any(cell => cell.Verdict == verdict);
}
