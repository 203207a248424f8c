using System.Globalization;
using Litmus.Axioms;
using Litmus.Executions;
using Litmus.Programs;
using Litmus.Relations;

namespace Litmus.Verdicts;

/// <summary>Tells an execution to people.</summary>
internal sealed class WitnessText
{
    private readonly CellSpace _cells;
    private readonly Execution _execution;
    private readonly EventGraph _graph;
    private readonly string[] _names;

    private WitnessText(CellSpace cells, Execution execution, IEnumerable<int> named)
    {
        (_cells, _execution, _graph) = (cells, execution, execution.Graph);
        _names = new string[_graph.Size];
        var next = 0;
        var kept = named.ToHashSet();
        for (var e = 0; e < _graph.Size; e++)
        {
            var isShown =
                _graph.Events[e] is { Of: { } of } shown && (kept.Contains(e) || shown.IsAccess || of.Of is not Change);
            _names[e] =
                _graph.Events[e].Thread < 0 ? "initially"
                : isShown ? Letters(next++)
                : "";
        }
    }

    /// <summary>An execution, with the cycle that forbids it if there is one.</summary>
    public static Witness Of(CellSpace cells, Execution execution, FinalState state, Violation? violation)
    {
        var cycle = violation?.Cycle ?? [];
        var text = new WitnessText(cells, execution, cycle.SelectMany(step => (int[])[step.From, step.To]));
        return text.ToWitness(state, violation?.Axiom, cycle);
    }

    /// <summary>An execution in which two accesses race.</summary>
    public static Witness OfRace(
        CellSpace cells,
        Execution execution,
        FinalState state,
        (int First, int Second) race
    ) =>
        new WitnessText(cells, execution, []).ToWitness(
            state,
            null,
            [new CycleStep(race.First, "races with", race.Second)]
        );

    private static string Letters(int number) =>
        number < 26 ? $"{(char)('a' + number)}" : $"{(char)('a' + (number % 26))}{number / 26}";

    private Witness ToWitness(FinalState state, string? axiom, IReadOnlyList<CycleStep> cycle) =>
        new(
            state.Text(),
            [.. InOrder().Where(e => _names[e].Length > 0 && _graph.Events[e].Thread >= 0).Select(Step)],
            axiom,
            [.. cycle.Select(step => new WitnessEdge(_names[step.From], step.Relation, _names[step.To]))]
        );

    private WitnessStep Step(int e)
    {
        var of = _graph.Events[e].Of!;
        int? write = null;
        foreach (var history in _execution.Histories)
        {
            foreach (var found in history.Found)
            {
                write = found.Read == e ? found.Write : write;
            }
        }

        return new WitnessStep(
            _graph.Events[e].Thread,
            _names[e],
            Text(of),
            write is { } source ? _names[source] : null,
            of.Of.Place.Line
        );
    }

    private string Text(ThreadEvent e)
    {
        var code = e.Of.Text.Length > 0 ? e.Of.Text : $"{e.Tag}";
        if (e.Kind == EventKind.Fence)
        {
            return code;
        }

        var value = Address.Cell(e.Value) is >= 0 and var cell
            ? $"&{_cells.Name(cell)}"
            : e.Value.ToString(CultureInfo.InvariantCulture);
        return e.Kind == EventKind.Read
            ? $"{code}: {_cells.Name(e.Cell)} is {value}"
            : $"{code}: {_cells.Name(e.Cell)} := {value}";
    }

    /// <summary>Program order, and writes before what finds them unless that goes round in a circle.</summary>
    private IEnumerable<int> InOrder()
    {
        var before = (_graph.ProgramOrder | _execution.ReadsFrom).Inverse();
        var onlyThread = _graph.ProgramOrder.Inverse();
        var done = new bool[_graph.Size];
        for (var count = 0; count < _graph.Size; count++)
        {
            var next = Enumerable.Range(0, _graph.Size).Where(e => !done[e]).FirstOrDefault(e => Ready(before, e), -1);
            if (next < 0)
            {
                next = Enumerable.Range(0, _graph.Size).First(e => !done[e] && Ready(onlyThread, e));
            }

            done[next] = true;
            yield return next;
        }

        bool Ready(Relation needs, int e) => needs.After(e).All(other => done[other]);
    }
}
