using PgmapCheck.Reports.Races;
using PgmapCheck.Results;
using static PgmapCheck.Reports.Html.HtmlNode;

namespace PgmapCheck.Reports.Html;

/// <summary>The counterexamples of a history as text, to which the cells of its table lead.</summary>
internal static class HistoryRaces
{
    /// <summary>All of them, closed; a link opens the one that it leads to.</summary>
    public static HtmlNode Of(ReleaseHistory history)
    {
        var races = history
            .Cells.SelectMany(cell =>
                cell.Violations.Select((violation, i) => (Id: IdOf(cell, i), Race: RaceOf(cell, violation)))
            )
            .ToArray();
        return races.Length == 0
            ? None
            : Classed(
                    "section",
                    "card races",
                    Element("h2", "Counterexamples").With("id", "counterexamples"),
                    Group(races.Select(one => Diagram(one.Id, one.Race)))
                )
                .With("aria-labelledby", "counterexamples");
    }

    /// <summary>Links to those of a cell.</summary>
    public static IEnumerable<HtmlNode> LinksOf(HistoryCell cell) =>
        cell.Violations.Select(
            (violation, i) =>
                Element("a", Quantity.Of(violation.Finding.Counterexample.Schedule.Steps.Length, "step"))
                    .With("class", "way")
                    .With("href", "#" + string.Join('/', IdOf(cell, i).Split('/').Select(Uri.EscapeDataString)))
                    .With("title", violation.Finding.Counterexample.Violation.Property)
        );

    private static string IdOf(HistoryCell cell, int i) =>
        $"{cell.Case.Name}/{TraceFolder.Slug(cell.Violations[i].Finding.Counterexample.Violation.Property)}"
        + (
            cell
                .Violations.Take(i)
                .Count(other =>
                    TraceFolder.Slug(other.Finding.Counterexample.Violation.Property)
                    == TraceFolder.Slug(cell.Violations[i].Finding.Counterexample.Violation.Property)
                )
                is var before
                    and > 0
                ? $"-{before + 1}"
                : ""
        );

    private static Race RaceOf(HistoryCell cell, (Finding Finding, Cases.BugEntry? Bug) violation) =>
        new(cell.Case.Kernel, cell.Case.Scenario, violation.Finding.Trace)
        {
            IsShortest = violation.Finding.Counterexample.IsShortest,
            KnownBug = violation.Bug,
        };

    // The address is of what is inside: a browser opens what a link leads into.
    private static HtmlNode Diagram(string id, Race race) =>
        Element(
            "details",
            Element("summary", Element("code", $"{race.Kernel}/{race.Scenario}"), $": {race.Headline}"),
            Element("pre", string.Join('\n', RaceDiagram.Draw(race))).With("id", id).With("tabindex", "0")
        );
}
