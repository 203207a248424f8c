using System.Collections.Immutable;
using System.Globalization;
using PgmapCheck.Cases;
using PgmapCheck.Results;
using static PgmapCheck.Reports.Html.HtmlNode;

namespace PgmapCheck.Reports.Html;

/// <summary>Kernels across, scenarios down, in each cell a verdict or the bugs that show there.</summary>
internal static class ScenarioGrid
{
    /// <summary>The table in its box.</summary>
    public static HtmlNode Of(HistoryReport report, ImmutableArray<BugLife> lives)
    {
        var table = Classed(
            "table",
            "grid",
            Classed("caption", "spoken", "Kernels across, scenarios down, a verdict in each cell"),
            Element(
                "thead",
                Element("tr", [Head("scenario"), .. report.History.Kernels.Select(kernel => HeadOf(report, kernel))])
            ),
            Element("tbody", [.. report.History.Scenarios.Select(scenario => Row(report, lives, scenario))])
        );
        return Classed("div", "box", table)
            .With("tabindex", "0")
            .With("role", "region")
            .With("aria-label", "Scenarios by kernels, scrollable");
    }

    /// <summary>What the marks mean: those that are there.</summary>
    public static HtmlNode Legend(ReleaseHistory history)
    {
        bool Has(string verdict) => history.Cells.Any(cell => cell.Verdict == verdict);
        return Classed(
            "dl",
            "legend",
            [
                .. new (string Mark, string Words, bool IsUsed)[]
                {
                    ("\u2713", "proved: every interleaving", Has("proved")),
                    ("BUG-ID", "a known bug shows", Has("known-bug")),
                    ("7 steps", "its counterexample", history.Cells.Any(cell => !cell.Violations.IsEmpty)),
                    ("+BUG-ID", "this release brought it", history.Bugs.Length > 0),
                    ("\u2212BUG-ID", "this release no longer has it", history.Bugs.Length > 0),
                    ("!", "a violation that no known bug explains", Has("unexplained")),
                    (
                        "?",
                        "not searched to the end",
                        history.Cells.Any(cell => !cell.IsComplete && cell.Verdict != "error")
                    ),
                    ("~", "something that should be reached never is", Has("never-reached")),
                    ("#", "no verdict", Has("error")),
                    (
                        "\u00b7",
                        "does not run on this kernel",
                        history.Cells.Length < history.Kernels.Length * history.Scenarios.Length
                    ),
                    (
                        "19 / 1 ms",
                        "states searched, and the time that took",
                        history.Cells.Any(cell => cell.Result?.Verdict is not null)
                    ),
                }
                    .Where(entry => entry.IsUsed)
                    .Select(entry => Element("div", Element("dt", entry.Mark), Element("dd", entry.Words))),
            ]
        );
    }

    /// <summary>A column's head.</summary>
    public static HtmlNode HeadOf(HistoryReport report, KernelEntry kernel) =>
        Head(kernel.Name)
            .With("class", ClassesOf(report, kernel))
            .With("title", kernel.Title.Length > 0 ? kernel.Title : null);

    /// <summary>The head of a column that is no kernel's.</summary>
    public static HtmlNode Head(string text) => Element("th", text).With("scope", "col");

    /// <summary>The classes of a cell of a kernel's column.</summary>
    public static string ClassesOf(HistoryReport report, KernelEntry kernel, string classes = "kernel") =>
        report.Excerpt.Kernels.Contains(kernel.Name) ? $"{classes} repeats" : classes;

    private static HtmlNode Row(
        HistoryReport report,
        ImmutableArray<BugLife> lives,
        (string Name, string Summary) scenario
    )
    {
        var history = report.History;
        var cells = history.Kernels.Select(kernel => history.At(kernel, scenario.Name)).ToArray();
        return Element(
                "tr",
                [
                    Element(
                            "th",
                            scenario.Name,
                            scenario.Summary.Length > 0 ? Element("small", scenario.Summary) : None
                        )
                        .With("scope", "row"),
                    .. history.Kernels.Select((kernel, i) => Cell(report, lives, kernel, cells[i])),
                ]
            )
            .With("class", cells.All(cell => cell is null or { IsProved: true }) ? "clean" : null);
    }

    private static HtmlNode Cell(
        HistoryReport report,
        ImmutableArray<BugLife> lives,
        KernelEntry kernel,
        HistoryCell? cell
    )
    {
        if (cell is null)
        {
            return Classed("td", ClassesOf(report, kernel, "none"), Sign("\u00b7"), Spoken("does not run"));
        }

        return Classed(
            "td",
            ClassesOf(report, kernel, cell.Verdict),
            [
                .. Marks(cell),
                .. cell.Bugs.Select(bug => Link(bug, lives.Single(life => life.Bug.Id == bug.Id), kernel)),
                .. HistoryRaces.LinksOf(cell),
                Figures(cell),
                .. lives
                    .Where(life => IsGone(report.History, life, kernel, cell))
                    .Select(life => Group(Classed("span", "gone", life.Bug.Id), Spoken(" is gone "))),
            ]
        );
    }

    private static IEnumerable<HtmlNode> Marks(HistoryCell cell)
    {
        foreach (
            var (sign, words, isSet) in new[]
            {
                ("\u2713", "proved", cell.IsProved),
                ("!", "unexplained violation", cell.IsUnexplained),
                ("~", "never reached", cell.Verdict == "never-reached"),
                ("#", "no verdict", cell.Verdict == "error"),
                ("?", "not searched to the end", !cell.IsComplete && cell.Verdict != "error"),
            }
        )
        {
            if (isSet)
            {
                yield return Group(Sign(sign).With("class", "sign"), Spoken(words));
            }
        }
    }

    private static HtmlNode Link(BugEntry bug, BugLife life, KernelEntry kernel)
    {
        var came = life.Spans.Any(span => span.CameIn == kernel);
        return Element("a", bug.Id)
            .With("href", $"#bug-{bug.Id}")
            .With("title", bug.Title)
            .With("class", came ? "came" : null)
            .With("aria-label", came ? $"{bug.Id}, new in {kernel.Name}" : null);
    }

    // Where it showed in the release before, and this one is known to be without.
    private static bool IsGone(ReleaseHistory history, BugLife life, KernelEntry kernel, HistoryCell cell) =>
        cell.IsComplete
        && life.Spans.Any(span =>
            span.GoneIn == kernel
            && history.At(span.Last, cell.Case.Scenario) is { } before
            && before.Bugs.Any(bug => bug.Id == life.Bug.Id)
        );

    private static HtmlNode Figures(HistoryCell cell) =>
        cell.Result?.Verdict is not { } verdict
            ? None
            : Classed("span", "figures", $"{verdict.States:N0} / {TimeOf(verdict.Elapsed)}");

    private static string TimeOf(TimeSpan time) =>
        time.TotalMilliseconds switch
        {
            < 1 => "<1 ms",
            < 1000 and var milliseconds => string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms"),
            var milliseconds => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0.0} s"),
        };
}
