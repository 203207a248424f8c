using System.Collections.Immutable;
using PgmapCheck.Results;
using static PgmapCheck.Reports.Html.HtmlNode;

namespace PgmapCheck.Reports.Html;

/// <summary>A history as a page: scenarios by kernels, then bugs by kernels. It works without a script.</summary>
internal static class HistoryPage
{
    public static HtmlPage Of(HistoryReport report)
    {
        var lives = report.History.Bugs.Select(bug => new BugLife(report.History, bug)).ToImmutableArray();
        return new HtmlPage
        {
            Title = $"Which kernel has which bug: {WhatOf(report.History)} - {Tool.Name}",
            Styles = ["page.css", "history.css"],
            Body = Group(
                Element("header", Element("h1", "Which kernel has which bug"), Introduction(report), Outcome(report)),
                Element(
                    "main",
                    Scenarios(report, lives),
                    Problems(report.History),
                    Bugs(report, lives),
                    HistoryRaces.Of(report.History)
                ),
                PageFooter.Of(report.Plan)
            ),
        };
    }

    private static string WhatOf(ReleaseHistory history)
    {
        string[] releases = [.. history.Kernels.Where(kernel => kernel.IsRelease).Select(kernel => kernel.Name)];
        return releases.Length > 2 ? $"{releases[0]} to {releases[^1]}" : string.Join(", ", releases);
    }

    private static HtmlNode Introduction(HistoryReport report) =>
        Classed(
            "p",
            "quiet",
            $"The page life cycle of ZONE_DEVICE on {Quantity.Of(report.History.Kernels.Length, "kernel")}, searched "
                + "for every interleaving of "
                + Quantity.Of(report.History.Scenarios.Length, "small concurrent program")
                + $" in {report.Elapsed.TotalSeconds:0.0} s."
        );

    private static HtmlNode Outcome(HistoryReport report) =>
        Classed(
            "ul",
            "outcome",
            [
                .. report.Counts.Select(entry =>
                    Element("li", Element("strong", $"{entry.Count}"), $" {entry.Words}")
                        .With(
                            "class",
                            entry.Verdict switch
                            {
                                "proved" => "good",
                                "unexplained" or "error" => "bad",
                                _ => "warn",
                            }
                        )
                ),
                Element("li", report.ExitCode.Describe(report.ExitWord)),
            ]
        );

    private static HtmlNode Scenarios(HistoryReport report, ImmutableArray<BugLife> lives) =>
        Classed(
                "section",
                "card",
                Element("h2", "Scenarios").With("id", "scenarios"),
                Classed(
                    "div",
                    "options",
                    Option("only-findings", "Only scenarios with a finding", false),
                    report.Excerpt.Kernels.IsEmpty
                        ? None
                        : Option("show-repeats", "Also configurations that show nothing that releases do not", false),
                    Option("show-figures", "States and times", true),
                    Option("show-summaries", "What the scenarios do", false)
                ),
                ScenarioGrid.Of(report, lives),
                ScenarioGrid.Legend(report.History)
            )
            .With("aria-labelledby", "scenarios");

    // The style sheet looks at these: no script is needed.
    private static HtmlNode Option(string id, string words, bool isOn) =>
        Element(
            "label",
            Element("input")
                .With("type", "checkbox")
                .With("id", id)
                .With("checked", isOn ? "checked" : null)
                .With("autocomplete", "off"),
            words
        );

    private static HtmlNode Problems(ReleaseHistory history)
    {
        var problems = history
            .Cells.SelectMany(cell =>
                cell.Problems.Select(problem => Element("li", Element("code", cell.Case.Name), $": {problem}"))
            )
            .ToImmutableArray();
        return problems.IsEmpty
            ? None
            : Classed(
                    "section",
                    "card problems",
                    Element("h2", "What no known bug explains, or what is missing").With("id", "problems"),
                    Element("ul", problems)
                )
                .With("aria-labelledby", "problems");
    }

    private static HtmlNode Bugs(HistoryReport report, ImmutableArray<BugLife> lives) =>
        lives.IsEmpty
            ? None
            : Classed(
                    "section",
                    "card",
                    Element("h2", "Bugs").With("id", "bugs"),
                    Classed(
                        "p",
                        "quiet",
                        "When each came and went, by what the searches found and not by what the catalogue says. The "
                            + "commits are the catalogue's."
                    ),
                    BugGrid.Of(report, lives),
                    BugGrid.Legend(report.History, lives)
                )
                .With("aria-labelledby", "bugs");
}
