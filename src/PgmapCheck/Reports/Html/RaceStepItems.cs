using System.Collections.Immutable;
using Interleave.Traces;
using PgmapCheck.Reports.Races;
using static PgmapCheck.Reports.Html.HtmlNode;

namespace PgmapCheck.Reports.Html;

/// <summary>The steps of a race as items of a list, made one after the other.</summary>
internal sealed class RaceStepItems(Race race, RaceAnchor anchor, RaceLanes lanes)
{
    private const int MaxLevel = 6; // the style sheet indents no further
    private const int ShortValues = 16;

    private readonly ImmutableArray<int> _seen = ReadsFrom.In(race.Trace);
    private readonly Dictionary<int, ImmutableArray<Holding>> _holdings = [];

    /// <summary>The item of the next step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="rows">The functions entered for it, and what it does.</param>
    public HtmlNode Next(TraceStep step, IReadOnlyList<DiagramRow> rows)
    {
        var does = rows[^1];
        var what = Classed(
            "div",
            "what",
            [
                lanes.NameOf(step.Fiber),
                .. rows.SkipLast(1).Select(LineOf),
                Does(step, does),
                .. Changes(step, LevelOf(does)),
            ]
        );
        return Classed("li", ClassesOf(step), Number($"{step.Number}"), what).With("id", anchor.IdOf(step.Number));
    }

    /// <summary>A function's name, or a note.</summary>
    public static HtmlNode LineOf(DiagramRow row) =>
        Classed(
            "div",
            $"{(row.Text.EndsWith("()", StringComparison.Ordinal) ? "call" : "note")} {LevelOf(row)}",
            NameBreaks.In(row.Text)
        );

    /// <summary>
    /// What stands before a step. The script makes it a link to itself: its address is thirty times as long as its
    /// text, and without a script it would lead nowhere new.
    /// </summary>
    public static HtmlNode Number(string text) => Classed("a", "number", text);

    private string ClassesOf(TraceStep step)
    {
        string?[] classes =
        [
            "step",
            lanes.ClassesOf(step.Fiber),
            race.Failing.IsViolation(step) ? "violation"
            : race.Failing.IsRoutine(step) ? "routine"
            : null,
            step.Number > 1 && race.Trace.Steps[step.Number - 2].Fiber == step.Fiber ? "same" : null,
        ];
        return string.Join(' ', classes.OfType<string>());
    }

    private HtmlNode Does(TraceStep step, DiagramRow row)
    {
        var name = $"{step.Label ?? step.Cell?.Name}: ";
        return Classed(
            "div",
            $"does {LevelOf(row)}",
            Classed("i", "dot"),
            step.Before != step.After && row.Text.StartsWith(name, StringComparison.Ordinal)
                ? Group(NameBreaks.In(name), Element("b", NameBreaks.In(Change(row.Text[name.Length..]))))
                : NameBreaks.In(row.Text),
            Saw(step)
        );
    }

    // Short values stay on one line with their arrow.
    private static string Change(string values)
    {
        var space = values.Length <= ShortValues ? '\u00a0' : ' ';
        return values.Replace(" -> ", $"{space}\u2192{space}", StringComparison.Ordinal);
    }

    // References that it took or dropped; what it did to a lock, the step itself says.
    private IEnumerable<HtmlNode> Changes(TraceStep step, string level)
    {
        var before = _holdings.GetValueOrDefault(step.Fiber, race.Trace.Fibers[step.Fiber].InitialHoldings);
        _holdings[step.Fiber] = step.Holdings;
        var names = before.Concat(step.Holdings).Where(held => !held.IsLock).Select(held => held.Name).Distinct();
        foreach (
            var (name, change) in names.Select(name => (name, CountOf(step.Holdings, name) - CountOf(before, name)))
        )
        {
            var (sign, word) = change > 0 ? ("+ ", "takes ") : ("\u2212 ", "drops ");
            if (change != 0)
            {
                yield return Classed(
                    "div",
                    $"held {level}",
                    Sign(sign),
                    Spoken(word),
                    NameBreaks.In(HoldingText.Of(Math.Abs(change), name))
                );
            }
        }
    }

    private HtmlNode Saw(TraceStep step) =>
        _seen[step.Number - 1] is var write and > 0 && race.Trace.Steps[write - 1].Fiber != step.Fiber
            ? Classed("a", "saw", $"sees {write}")
                .With("href", anchor.HrefOf(write))
                .With("aria-label", $"sees what step {write} wrote")
            : None;

    private static int CountOf(ImmutableArray<Holding> holdings, string name) =>
        holdings.Where(held => held.Name == name).Sum(held => held.Count);

    private static string LevelOf(DiagramRow row) => $"level-{Math.Min(row.Level, MaxLevel)}";
}
