using System.Collections.Immutable;
using PgmapCheck.Results;
using static PgmapCheck.Reports.Html.HtmlNode;

namespace PgmapCheck.Reports.Html;

/// <summary>
/// A run as a page: the verdicts, then every counterexample. A script shows one at a time and steps through it.
/// </summary>
internal static class RunPage
{
    public static HtmlPage Of(RunReport report)
    {
        var races = report
            .Cases.SelectMany(entry => entry.Races.Select(race => (entry.Result.Case.Program, Race: race)))
            .ToArray();
        var anchors = RaceAnchor.Of(races.Select(entry => entry.Race));
        var data = new RaceDataBuilder();
        foreach (var ((program, race), anchor) in races.Zip(anchors))
        {
            data.Add(program, race, anchor);
        }

        return new HtmlPage
        {
            Title = TitleOf(report),
            Styles = ["page.css", "run.css"],
            Script = "run.js",
            Data = data.Build().ToJson(),
            Body = Group(
                Element("header", Element("h1", $"{Tool.Name}: {WhatOf(report)}"), Outcome(report)),
                Element(
                    "main",
                    Verdicts(report, anchors),
                    Classed("nav", "choose").With("hidden", "hidden").With("aria-label", "Counterexamples"),
                    Group(races.Zip(anchors, (entry, anchor) => RaceSection.Of(entry.Race, anchor)))
                ),
                PageFooter.Of(report.Plan)
            ),
        };
    }

    private static string TitleOf(RunReport report) => $"{WhatOf(report)}: {report.Summary.Counts} - {Tool.Name}";

    private static string WhatOf(RunReport report)
    {
        string[] kernels = [.. report.Cases.Select(entry => entry.Result.Case.Kernel).Distinct()];
        return report.Cases.Length == 1 && report.NotBegun.IsEmpty ? report.Cases[0].Result.Case.Name
            : kernels.Length is 1 or 2 ? string.Join(", ", kernels)
            : Quantity.Of(kernels.Length, "kernel");
    }

    private static HtmlNode Outcome(RunReport report) =>
        Classed(
            "ul",
            "outcome",
            [
                .. report
                    .Cases.GroupBy(entry => entry.Outcome)
                    .Select(group =>
                        Element("li", Element("strong", $"{group.Count()}"), $" {group.Key.Word()}")
                            .With("class", VerdictGrid.ColourOf(group.Key))
                    ),
                report.NotBegun.IsEmpty
                    ? None
                    : Classed("li", "warn", Element("strong", $"{report.NotBegun.Length}"), " not begun"),
                Element("li", report.ExitCode.Describe(report.ExitWord)),
            ]
        );

    private static HtmlNode Verdicts(RunReport report, ImmutableArray<RaceAnchor> anchors) =>
        Classed(
                "section",
                "card",
                Element("h2", "Verdicts").With("id", "verdicts"),
                Classed(
                    "div",
                    "options",
                    Element(
                        "label",
                        Element("input")
                            .With("type", "checkbox")
                            .With("id", "only-findings")
                            .With("autocomplete", "off"),
                        "Only what is not proved"
                    ),
                    Element(
                            "label",
                            "Find ",
                            Element("input")
                                .With("type", "search")
                                .With("id", "find")
                                .With("placeholder", "case, property, bug")
                                .With("autocomplete", "off")
                        )
                        .With("class", "find")
                ),
                VerdictGrid.Of(report, anchors)
            )
            .With("aria-labelledby", "verdicts");
}
