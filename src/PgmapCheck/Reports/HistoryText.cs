using PgmapCheck.Results;

namespace PgmapCheck.Reports;

/// <summary>A history on the screen: the table, what its marks mean, when each bug came and went, and totals.</summary>
internal sealed class HistoryText(HistoryReport report)
{
    private const int MaxWidth = 120;

    private readonly ReleaseHistory _history = report.History;
    private readonly ReleaseHistory _shown = report.Excerpt.Shown;

    /// <summary>Prints everything but the exit code.</summary>
    public void WriteTo(Terminal terminal)
    {
        var table = _shown.Scenarios.IsEmpty ? null : new HistoryTable(_shown);
        table?.WriteTo(terminal);
        var isFirst = table is null;
        foreach (var paragraph in new[] { Marks(), LeftOut(), Problems(), Bugs(table), Indented(Totals(), 0) })
        {
            var lines = paragraph.ToArray();
            terminal.Out.Write(lines.Length == 0 || isFirst ? "" : Environment.NewLine);
            isFirst &= lines.Length == 0;
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
            (
                ".  proved: every interleaving of the scenario's threads and pages, under sequential consistency",
                Shows("proved")
            ),
            ("-  the scenario does not run on this kernel", Cells.Any(cell => cell is null)),
            ("!  a violation that no known bug explains", Shows("unexplained")),
            ("?  not searched to the end", Cells.Any(cell => cell is { IsComplete: false, Verdict: not "error" })),
            ("~  something that should be reached never is", Shows("never-reached")),
            ("#  no verdict", Shows("error")),
        }
        where mark.IsUsed
        select mark.Text;

    private IEnumerable<HistoryCell?> Cells =>
        _shown.Scenarios.SelectMany(scenario => _shown.Kernels.Select(kernel => _shown.At(kernel, scenario.Name)));

    private IEnumerable<string> LeftOut()
    {
        var (scenarios, kernels) = (report.Excerpt.Scenarios.Length, report.Excerpt.Kernels.Length);
        var parts = new List<string>();
        if (scenarios > 0)
        {
            var run = scenarios == 1 ? "it runs" : "they run";
            parts.Add($"{Quantity.Of(scenarios, "scenario")} proved on every kernel on which {run}");
        }

        if (kernels > 0)
        {
            parts.Add($"{string.Join(", ", report.Excerpt.Kernels)}, where there is only what releases have, too");
        }

        return parts.Count == 0 ? [] : Indented($"Not shown without --all: {string.Join("; and ", parts)}.", 0);
    }

    private IEnumerable<string> Problems() =>
        _history.Cells.SelectMany(cell =>
            cell.Problems.SelectMany(problem => Indented($"{cell.Case.Name}: {problem}", 0))
        );

    private IEnumerable<string> Bugs(HistoryTable? table) =>
        _history.Bugs.SelectMany(bug =>
        {
            var mark = table is { UsesLetters: true } ? table.LetterOf(bug).PadRight(3) : "";
            var fix = bug.FixedBy is { } commit ? $"fixed by {commit}" : "no fix known";
            return Indented($"{mark}{bug.Id}: {bug.Title}", 3)
                .Concat(Indented($"   {new BugLife(_history, bug).Describe()}; {fix}", 3));
        });

    private string Totals() =>
        $"{Quantity.Of(_history.Cells.Length, "case")} on {Quantity.Of(_history.Kernels.Length, "kernel")}: "
        + string.Join(", ", report.Counts.Select(entry => $"{entry.Count} {entry.Words}"))
        + $"; {report.Elapsed.TotalSeconds:0.0} s.";

    private static IEnumerable<string> Indented(string text, int indent)
    {
        var start = text.Length - text.TrimStart().Length; // which wrapping would take away
        return TextWrap
            .Wrap(text, MaxWidth - start, start > 0 ? 0 : indent)
            .Select(line => new string(' ', start) + line);
    }

    private bool Shows(string verdict) => Cells.Any(cell => cell?.Verdict == verdict);
}
