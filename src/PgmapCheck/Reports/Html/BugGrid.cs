using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Results;
using static PgmapCheck.Reports.Html.HtmlNode;

namespace PgmapCheck.Reports.Html;

/// <summary>Kernels across, bugs down: which kernel has which, and the commits that brought and fixed it.</summary>
internal static class BugGrid
{
    /// <summary>The table in its box.</summary>
    public static HtmlNode Of(HistoryReport report, ImmutableArray<BugLife> lives)
    {
        HtmlNode[] heads =
        [
            ScenarioGrid.Head("bug"),
            ScenarioGrid.Head("introduced by"),
            ScenarioGrid.Head("fixed by"),
            .. report.History.Kernels.Select(kernel => ScenarioGrid.HeadOf(report, kernel)),
        ];
        var table = Classed(
            "table",
            "bugs",
            Classed("caption", "spoken", "Kernels across, bugs down, and the commits that brought and fixed each"),
            Element("thead", Element("tr", [.. heads])),
            Element("tbody", [.. lives.Select(life => Row(report, life))])
        );
        return Classed("div", "box", table)
            .With("tabindex", "0")
            .With("role", "region")
            .With("aria-label", "Bugs by kernels, scrollable");
    }

    /// <summary>What the marks mean: those that are there.</summary>
    public static HtmlNode Legend(ReleaseHistory history, ImmutableArray<BugLife> lives) =>
        Classed(
            "dl",
            "legend",
            [
                .. lives
                    .SelectMany(life => history.Kernels.Select(life.On))
                    .Distinct()
                    .OrderDescending()
                    .Select(presence => Entry(SignOf(presence), Words(presence))),
                lives.Any(life => life.Spans.Any(span => span.CameIn is not null))
                    ? Entry("+", "this release brought it")
                    : None,
                lives.Any(life => life.Spans.Any(span => span.GoneIn is not null))
                    ? Entry("\u2212", "the first release without it")
                    : None,
            ]
        );

    private static HtmlNode Entry(string sign, string words) =>
        Element("div", Element("dt", sign), Element("dd", words));

    private static HtmlNode Row(HistoryReport report, BugLife life) =>
        Element(
                "tr",
                [
                    Element("th", Element("code", life.Bug.Id), Element("p", life.Bug.Title), Evidence(life))
                        .With("scope", "row"),
                    Classed("td", "commit", Commit.Of(life.Bug.IntroducedBy, null, "not known")),
                    Classed("td", "commit fix", Commit.Of(life.Bug.FixedBy, life.Bug.FixSubject, "no fix known")),
                    .. report.History.Kernels.Select(kernel => When(report, life, kernel)),
                ]
            )
            .With("id", $"bug-{life.Bug.Id}");

    private static HtmlNode Evidence(BugLife life) =>
        Element(
            "details",
            Element("summary", "history"),
            Element("p", $"{life.Describe()}."),
            life.Bug.Evidence.Length == 0 ? None : Element("p", $"Known from: {life.Bug.Evidence}.")
        );

    private static HtmlNode When(HistoryReport report, BugLife life, KernelEntry kernel)
    {
        var presence = life.On(kernel);
        var came = life.Spans.Any(span => span.CameIn == kernel);
        var gone = life.Spans.Any(span => span.GoneIn == kernel);
        var sign =
            came ? "+"
            : gone ? "\u2212"
            : SignOf(presence);
        var words =
            came ? "came"
            : gone ? "gone"
            : Words(presence);
        var mark = Element("span", Sign(sign), Spoken(words))
            .With("class", presence.ToString().ToLowerInvariant())
            .With("title", $"{kernel.Name}: {words}");
        return Classed("td", ScenarioGrid.ClassesOf(report, kernel, "when"), mark);
    }

    private static string SignOf(Presence presence) =>
        presence switch
        {
            Presence.Found => "\u25cf",
            Presence.Absent => "\u2713",
            Presence.Hidden => "?",
            _ => "\u00b7",
        };

    private static string Words(Presence presence) =>
        presence switch
        {
            Presence.Found => "found",
            Presence.Absent => "proved to be absent where it shows elsewhere",
            Presence.Hidden => "could hide behind another bug",
            _ => "not known: what shows it does not run, or was not searched to its end",
        };
}
