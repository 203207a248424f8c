using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Diagrams;

/// <summary>A race as a sequence of entries: which functions are entered, and what the steps in them do.</summary>
internal sealed class Narrative
{
    private readonly FailingTrace _race;
    private readonly Trace _trace;
    private readonly List<DiagramRow> _rows = [];
    private readonly bool _isDullLoop; // nothing in it is worth telling, so all of it is told
    private readonly int[] _printed; // how many routines of each fiber's stack have been named

    private Narrative(FailingTrace race)
    {
        _race = race;
        _trace = race.Trace;
        _printed = new int[_trace.Fibers.Length];
        _isDullLoop = _trace.Schedule.LoopStart is { } loop && _trace.Steps.Skip(loop).All(race.IsRoutine);
    }

    /// <summary>The fibers that take part.</summary>
    public ImmutableArray<DiagramColumn> Columns { get; private set; } = [];

    /// <summary>Fibers that do nothing here but hold something, in words: what they hold may be what it is
    /// about.</summary>
    public ImmutableArray<string> Bystanders =>
        [
            .. from fiber in Enumerable.Range(0, _trace.Fibers.Length)
            let end = _trace.Fibers[fiber]
            where
                !end.InitialHoldings.IsEmpty
                && !Columns.Any(column => column.Fiber == fiber)
                && !_trace.Steps.Any(step => step.Fiber == fiber)
            select $"{end.Name} takes no step and holds {Join(end.InitialHoldings)}",
        ];

    /// <summary>What happens, in order.</summary>
    public IReadOnlyList<DiagramRow> Rows => _rows;

    /// <summary>Tells a race.</summary>
    public static Narrative Of(FailingTrace race)
    {
        var narrative = new Narrative(race);
        foreach (var step in race.Trace.Steps)
        {
            narrative.Tell(step);
        }

        narrative.TellWaits();
        narrative.Columns = narrative.MakeColumns();
        return narrative;
    }

    private void Tell(TraceStep step)
    {
        var isDecisive = _race.Decided?.Step == step.Number;
        var loopStart = _trace.Schedule.LoopStart;
        if (step.Number - 1 == loopStart)
        {
            _rows.Add(new DiagramRow(DiagramRow.Everybody, 0, "and then for ever:"));
        }

        if (
            (step.Number > loopStart && _isDullLoop)
            || _race.IsVerbose
            || isDecisive
            || _race.IsViolation(step)
            || !_race.IsRoutine(step)
        )
        {
            var level = Enter(step.Fiber, step.Stack);
            _rows.Add(
                new DiagramRow(step.Fiber, level, _race.Describe(step) + PlaceOf(step), isDecisive) { Step = step }
            );
        }

        _printed[step.Fiber] = Math.Min(_printed[step.Fiber], step.Kept);
    }

    // Where in a kernel tree's text the step is, if it is in any.
    private static string PlaceOf(TraceStep step) =>
        step.Stack.LastOrDefault(call => call.Place is not null) is { Place: var place } ? $"  [{place}]" : "";

    // Names the functions entered since the fiber's last entry; returns how deep it is.
    private int Enter(int fiber, ImmutableArray<RoutineCall> stack)
    {
        var level = 0;
        for (var i = 0; i < stack.Length; i++)
        {
            if (stack[i].Name is not { } name)
            {
                continue;
            }

            if (i >= _printed[fiber])
            {
                _rows.Add(new DiagramRow(fiber, level, name + "()"));
            }

            level++;
        }

        _printed[fiber] = stack.Length;
        return level;
    }

    private void TellWaits()
    {
        for (var fiber = 0; fiber < _trace.Fibers.Length; fiber++)
        {
            var end = _trace.Fibers[fiber];
            if (IsStuck(end))
            {
                var level = Enter(fiber, end.Stack);
                if (IsLabelled(end))
                {
                    _rows.Add(new DiagramRow(fiber, level, end.Next));
                }
            }
        }
    }

    private ImmutableArray<DiagramColumn> MakeColumns()
    {
        var fibers = Enumerable
            .Range(0, _trace.Fibers.Length)
            .Where(fiber => IsStuck(_trace.Fibers[fiber]) || _rows.Any(row => row.Fiber == fiber))
            .ToArray();
        var someoneHoldsAtStart = fibers.Any(fiber => !_trace.Fibers[fiber].InitialHoldings.IsEmpty);
        return
        [
            .. fibers.Select(fiber => new DiagramColumn(
                fiber,
                _trace.Fibers[fiber].Name,
                someoneHoldsAtStart
                    ? [new DiagramRow(fiber, 0, "holds " + (Join(_trace.Fibers[fiber].InitialHoldings) ?? "nothing"))]
                    : [],
                [.. ClosingOf(fiber)]
            )),
        ];
    }

    private IEnumerable<DiagramRow> ClosingOf(int fiber)
    {
        var end = _trace.Fibers[fiber];
        if (IsStuck(end))
        {
            yield return new DiagramRow(
                fiber,
                0,
                IsLabelled(end) ? "(never woken)" : $"(waits for ever for {end.Next})"
            );
        }

        var last = _trace.Steps.LastOrDefault(step => step.Fiber == fiber);
        if (Join(last?.Holdings ?? end.InitialHoldings) is { } held)
        {
            yield return new DiagramRow(fiber, 0, $"(holds {held})");
        }
    }

    private bool IsStuck(FiberEnd end) =>
        end.IsBlocked && !end.IsDaemon && _trace.Violation?.Kind == ViolationKind.BlockedForEver;

    // A wait with words of its own is a place to sleep, as schedule() is; others wait for what the cell's name says.
    private static bool IsLabelled(FiberEnd end) =>
        end.NextKind == OperationKind.Until && end.Next != end.NextCell?.Name;

    private static string? Join(ImmutableArray<Holding> holdings) =>
        holdings.IsEmpty
            ? null
            : string.Join(
                ", ",
                holdings.Select(holding => holding.Count == 1 ? holding.Name : $"{holding.Count} x {holding.Name}")
            );
}
