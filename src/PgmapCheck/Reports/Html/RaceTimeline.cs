using System.Collections.Immutable;
using Interleave.Traces;
using static PgmapCheck.Reports.Html.HtmlNode;

namespace PgmapCheck.Reports.Html;

/// <summary>
/// The steps of a race from top to bottom, each in the lane of its CPU. It is a list: a style sheet puts the lanes side by
/// side, or close together on a narrow screen.
/// </summary>
internal sealed class RaceTimeline
{
    private const int MaxLanes = 8; // as many as the style sheet knows
    private const int MaxLevel = 6;

    private readonly Race _race;
    private readonly RaceAnchor _anchor;
    private readonly Narrative _narrative;
    private readonly ImmutableArray<int> _seen;
    private readonly Dictionary<int, ImmutableArray<Holding>> _holdings = [];

    private RaceTimeline(Race race, RaceAnchor anchor)
    {
        _race = race;
        _anchor = anchor;
        _narrative = Narrative.Of(race with { IsVerbose = true });
        _seen = WritesSeen.In(race.Trace);
    }

    /// <summary>The timeline under the names of its lanes.</summary>
    public static HtmlNode Of(Race race, RaceAnchor anchor)
    {
        var timeline = new RaceTimeline(race, anchor);
        var columns = timeline._narrative.Columns;
        return Classed(
            "div",
            $"timeline lanes-{Math.Clamp(columns.Length, 1, MaxLanes)}",
            Classed("div", "heads", [.. columns.Select((column, lane) => Classed(
                "span", $"cpu-{column.Fiber % MaxLanes} lane-{lane % MaxLanes}", Classed("i", "dot"), column.Name))]),
            Element("ol", [.. timeline.Items()]).With("aria-label", "Steps"));
    }

    private IEnumerable<HtmlNode> Items()
    {
        yield return Start();
        if (_race.Decided is { Step: 0 })
        {
            yield return NoReturn();
        }

        var calls = new List<DiagramRow>();
        foreach (var row in _narrative.Rows)
        {
            calls.Add(row);
            if (row.Step is { } step)
            {
                yield return Item(step, calls);
                calls.Clear();
                if (row.IsDecisive)
                {
                    yield return NoReturn();
                }
            }
        }

        foreach (var column in _narrative.Columns)
        {
            DiagramRow[] rows = [.. calls.Where(row => row.Fiber == column.Fiber), .. column.Closing];
            if (rows.Length > 0)
            {
                yield return Classed("li", $"end {ClassesOf(column.Fiber)}", What(column.Fiber, [.. rows.Select(LineOf)]));
            }
        }
    }

    private HtmlNode Start()
    {
        string?[] lines =
        [
            RaceDiagram.Initially(_race.Trace),
            .. _race.Trace.Fibers.Where(fiber => !fiber.InitialHoldings.IsEmpty)
                .Select(fiber => $"{fiber.Name} holds {ListOf(fiber.InitialHoldings)}"),
        ];
        return Classed(
            "li",
            "start",
            Number(0, "start"),
            Classed("div", "about", [.. lines.OfType<string>().Select(line => Element("div", line))])).With("id", _anchor.IdOf(0));
    }

    private HtmlNode Item(TraceStep step, List<DiagramRow> rows)
    {
        var classes = $"step {ClassesOf(step.Fiber)}" + (_race.IsRoutine(step) && !_race.IsViolation(step) ? " routine" : "") +
            (_race.IsViolation(step) ? " violation" : "") +
            (step.Number > 1 && _race.Trace.Steps[step.Number - 2].Fiber == step.Fiber ? " same" : "");
        return Classed(
            "li",
            classes,
            Number(step.Number, $"{step.Number}"),
            What(step.Fiber, [.. rows.Take(rows.Count - 1).Select(LineOf), Does(step, rows[^1]), .. Changes(step, rows[^1])]))
            .With("id", _anchor.IdOf(step.Number));
    }

    private HtmlNode NoReturn() => Classed(
        "li",
        "no-return",
        _race.Decided is { MayRunForEver: true } ? "Point of no return: every schedule that ends violates this from here on"
            : "Point of no return: no schedule avoids this from here on");

    private HtmlNode Number(int step, string text) =>
        Classed("a", "number", text).With("href", _anchor.HrefOf(step));

    private HtmlNode What(int fiber, ImmutableArray<HtmlNode> lines) => Classed(
        "div", "what", [Classed("span", "cpu", _narrative.Columns.First(column => column.Fiber == fiber).ShortName), .. lines]);

    private static HtmlNode LineOf(DiagramRow row) =>
        Classed("div", $"{(row.Text.EndsWith("()", StringComparison.Ordinal) ? "call" : "note")} level-{LevelOf(row)}", row.Text);

    private HtmlNode Does(TraceStep step, DiagramRow row)
    {
        var name = $"{step.Label ?? step.Cell?.Name}: ";
        return Classed(
            "div",
            $"does level-{LevelOf(row)}",
            Classed("i", "dot"),
            step.Before != step.After && row.Text.StartsWith(name, StringComparison.Ordinal)
                ? Group(name, Element("b", row.Text[name.Length..].Replace(" -> ", " \u2192 ", StringComparison.Ordinal)))
                : row.Text,
            Saw(step));
    }

    // References that it took or dropped; what it did to a lock, the step itself says.
    private IEnumerable<HtmlNode> Changes(TraceStep step, DiagramRow row)
    {
        var before = _holdings.GetValueOrDefault(step.Fiber, _race.Trace.Fibers[step.Fiber].InitialHoldings);
        _holdings[step.Fiber] = step.Holdings;
        foreach (var name in before.Concat(step.Holdings).Where(held => !held.IsLock).Select(held => held.Name).Distinct())
        {
            var change = CountOf(step.Holdings, name) - CountOf(before, name);
            var (sign, word) = change > 0 ? ("+", "takes ") : ("\u2212", "drops ");
            if (change != 0)
            {
                var times = Math.Abs(change) == 1 ? "" : $"{Math.Abs(change)} \u00d7 ";
                yield return Classed("div", $"held level-{LevelOf(row)}", Sign(sign + " "), Spoken(word), times + name);
            }
        }
    }

    private static int CountOf(ImmutableArray<Holding> holdings, string name) =>
        holdings.Where(held => held.Name == name).Sum(held => held.Count);

    private HtmlNode Saw(TraceStep step) =>
        _seen[step.Number - 1] is var write and > 0 && _race.Trace.Steps[write - 1].Fiber != step.Fiber
            ? Classed("a", "saw", $"sees {write}").With("href", _anchor.HrefOf(write))
                .With("aria-label", $"sees what step {write} wrote")
            : None;

    private string ClassesOf(int fiber)
    {
        var lane = 0;
        while (_narrative.Columns[lane].Fiber != fiber)
        {
            lane++;
        }

        return $"cpu-{fiber % MaxLanes} lane-{lane % MaxLanes}";
    }

    private static int LevelOf(DiagramRow row) => Math.Min(row.Level, MaxLevel);

    private static string ListOf(ImmutableArray<Holding> holdings) => string.Join(
        ", ", holdings.Select(held => held.Count == 1 ? held.Name : $"{held.Count} \u00d7 {held.Name}"));
}
