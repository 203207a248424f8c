using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Results;
using static System.FormattableString;
using static PgmapCheck.Reports.Html.HtmlNode;

namespace PgmapCheck.Reports.Html;

/// <summary>A row for each case: its verdict, what was found, and how much was searched.</summary>
internal static class VerdictGrid
{
    private static readonly string[] s_heads = ["case", "verdict", "found", "states", "time"];

    /// <summary>The table in its box.</summary>
    public static HtmlNode Of(RunReport report, ImmutableArray<RaceAnchor> anchors)
    {
        var rest = anchors.AsSpan();
        var all = new List<(CaseReport Entry, HtmlNode Row)>();
        foreach (var entry in report.Cases)
        {
            all.Add((entry, Row(entry, [.. rest[..entry.Races.Length]])));
            rest = rest[entry.Races.Length..];
        }

        var rows = all.OrderBy(one => RankOf(one.Entry.Outcome)).Select(one => one.Row);

        var table = Classed(
            "table",
            "verdicts",
            Classed("caption", "spoken", "Cases and their verdicts"),
            Element(
                "thead",
                Element(
                    "tr",
                    [
                        .. s_heads.Select(
                            (head, i) => Element("th", head).With("scope", "col").With("class", i > 2 ? "number" : null)
                        ),
                    ]
                )
            ),
            Element("tbody", [.. rows, .. report.NotBegun.Select(@case => NotBegun(@case, report.NotBegunBecause))])
        );
        return Classed("div", "box", table)
            .With("tabindex", "0")
            .With("role", "region")
            .With("aria-label", "Verdicts, scrollable");
    }

    /// <summary>The colour of a verdict.</summary>
    public static string ColourOf(Outcome outcome) =>
        outcome switch
        {
            Outcome.Proved => "good",
            Outcome.Violated or Outcome.ExpectationNotMet or Outcome.Error => "bad",
            _ => "warn",
        };

    // What needs a look comes first.
    private static int RankOf(Outcome outcome) =>
        outcome switch
        {
            Outcome.Violated or Outcome.ExpectationNotMet => 0,
            Outcome.Error => 1,
            Outcome.Proved => 4,
            Outcome.KnownViolation or Outcome.ExpectedViolation => 3,
            _ => 2,
        };

    private static HtmlNode Row(CaseReport entry, ImmutableArray<RaceAnchor> anchors)
    {
        var (result, verdict) = (entry.Result, entry.Result.Verdict);
        return Element(
                "tr",
                Element("th", result.Case.Name).With("scope", "row"),
                Classed("td", ColourOf(entry.Outcome), entry.Outcome.Word()),
                Element("td", [.. Findings(entry, anchors)]),
                Classed("td", "number", verdict is null ? "" : Invariant($"{verdict.States:N0}")),
                Classed("td", "number", verdict is null ? "" : Invariant($"{verdict.Elapsed.TotalSeconds:0.00} s"))
            )
            .With("class", entry.Outcome == Outcome.Proved ? "clean" : null);
    }

    private static IEnumerable<HtmlNode> Findings(CaseReport entry, ImmutableArray<RaceAnchor> anchors)
    {
        foreach (var (race, anchor) in entry.Races.Zip(anchors))
        {
            yield return Element(
                "div",
                Element("a", race.Headline).With("href", anchor.Href),
                race.KnownBug is { } bug
                    ? Classed("span", "tag", bug.Id).With("title", bug.Title)
                    : Classed("span", "tag new", "not in the catalogue")
            );
        }

        string?[] others =
        [
            .. entry.Result.Verdict?.NeverReached ?? [],
            entry.Result.Surprise,
            entry.Result.Verdict?.Incomplete is { } why ? $"incomplete: {why}" : null,
            entry.Result.ErrorLine,
        ];
        foreach (var text in others.OfType<string>())
        {
            yield return Element("div", text);
        }
    }

    private static HtmlNode NotBegun(Case @case, string why) =>
        Element(
            "tr",
            Element("th", @case.Name).With("scope", "row"),
            Classed("td", "warn", "not begun"),
            Element("td", why),
            Element("td"),
            Element("td")
        );
}
