using PgmapCheck.Reports.Races;
using static PgmapCheck.Reports.Html.HtmlNode;

namespace PgmapCheck.Reports.Html;

/// <summary>
/// The steps of a race from top to bottom, each in the lane of its CPU. It is a list: a style sheet puts the lanes side
/// by side, or close together on a narrow screen.
/// </summary>
internal sealed class RaceTimeline
{
    private readonly Race _race;
    private readonly RaceAnchor _anchor;
    private readonly Narrative _narrative;
    private readonly RaceLanes _lanes;

    private RaceTimeline(Race race, RaceAnchor anchor)
    {
        _race = race;
        _anchor = anchor;
        _narrative = Narrative.Of((race with { IsVerbose = true }).Failing);
        _lanes = new RaceLanes(_narrative.Columns);
    }

    /// <summary>The timeline under the names of its lanes.</summary>
    public static HtmlNode Of(Race race, RaceAnchor anchor)
    {
        var timeline = new RaceTimeline(race, anchor);
        var heads = timeline._narrative.Columns.Select(column =>
            Classed("span", timeline._lanes.ClassesOf(column.Fiber), Classed("i", "dot"), NameBreaks.In(column.Name))
        );
        return Classed(
            "div",
            $"timeline {timeline._lanes.Classes}",
            Classed("div", "heads", [.. heads]),
            Element("ol", [.. timeline.Items()]).With("aria-label", "Steps")
        );
    }

    private IEnumerable<HtmlNode> Items()
    {
        yield return Start();
        if (_race.Decided is { Step: 0 })
        {
            yield return NoReturn();
        }

        var steps = new RaceStepItems(_race, _anchor, _lanes);
        var rows = new List<DiagramRow>();
        foreach (var row in _narrative.Rows.Where(row => row.Fiber != DiagramRow.Everybody)) // loops are marked here
        {
            rows.Add(row);
            if (row.Step is { } step)
            {
                if (step.Number == _race.Failing.FirstOfLoop)
                {
                    yield return Classed("li", "loop", Sign("\u21bb "), "From here on the same steps, for ever");
                }

                yield return steps.Next(step, rows);
                rows.Clear();
                if (row.IsDecisive)
                {
                    yield return NoReturn();
                }
            }
        }

        if (_race.Failing.FirstOfLoop is { } first)
        {
            yield return Classed(
                "li",
                "loop",
                Sign("\u21bb "),
                "and again from ",
                Element("a", $"step {first}").With("href", _anchor.HrefOf(first))
            );
        }

        foreach (var column in _narrative.Columns)
        {
            DiagramRow[] last = [.. rows.Where(row => row.Fiber == column.Fiber), .. column.Closing];
            if (last.Length > 0)
            {
                yield return Classed(
                    "li",
                    $"end {_lanes.ClassesOf(column.Fiber)}",
                    Classed("div", "what", [_lanes.NameOf(column.Fiber), .. last.Select(RaceStepItems.LineOf)])
                );
            }
        }
    }

    private HtmlNode Start()
    {
        string?[] lines =
        [
            DiagramText.Initially(_race.Trace),
            .. _race
                .Trace.Fibers.Where(fiber => !fiber.InitialHoldings.IsEmpty)
                .Select(fiber => $"{fiber.Name} holds {HoldingText.Of(fiber.InitialHoldings)}"),
        ];
        return Classed(
                "li",
                "start",
                RaceStepItems.Number("start"),
                Classed("div", "about", [.. lines.OfType<string>().Select(line => Element("div", NameBreaks.In(line)))])
            )
            .With("id", _anchor.IdOf(0));
    }

    private HtmlNode NoReturn() =>
        Classed(
            "li",
            "no-return",
            _race.Decided is { MayRunForEver: true }
                ? "Point of no return: every schedule that ends violates this from here on"
                : "Point of no return: no schedule avoids this from here on"
        );
}
