using System.Collections.Immutable;
using System.Globalization;
using Litmus.Executions;
using Litmus.Programs;

namespace Litmus.Verdicts;

/// <summary>What is known of the end of an execution, while threads and histories are being chosen and after.</summary>
internal sealed class FinalState
{
    private readonly LitmusTest _test;
    private readonly CellSpace _cells;
    private readonly ThreadRun?[] _runs;
    private readonly Dictionary<int, int?> _final = [];
    private bool _areCellsKnown;
    private readonly Dictionary<Term, Func<int?>> _values = [];

    public FinalState(LitmusTest test, CellSpace cells)
    {
        (_test, _cells) = (test, cells);
        _runs = new ThreadRun?[test.Threads.Length];
        Observed = test.Observed;
    }

    /// <summary>The terms that a state is known by.</summary>
    public ImmutableArray<Term> Observed { get; }

    /// <summary>Whether the condition holds; null if too little is known.</summary>
    public bool? Condition => _test.Condition.Holds(Value);

    /// <summary>Whether the execution is looked at; null if too little is known.</summary>
    public bool? Filter => _test.Filter.Holds(Value);

    /// <summary>Chooses how a thread runs; null if that is open.</summary>
    public void Choose(int thread, ThreadRun? run) => _runs[thread] = run;

    /// <summary>Says which cells are accessed, and that their final values are open.</summary>
    public void Open(IEnumerable<int> cells)
    {
        Close();
        _areCellsKnown = true;
        foreach (var cell in cells)
        {
            _final[cell] = null;
        }
    }

    /// <summary>Says that it is open which cells are accessed.</summary>
    public void Close()
    {
        _areCellsKnown = false;
        _final.Clear();
    }

    /// <summary>Chooses what a cell holds at the end; null if that is open.</summary>
    public void ChooseFinal(int cell, int? value) => _final[cell] = value;

    /// <summary>The state as <c>0:r0=1; x=2;</c>.</summary>
    public string Text() => string.Concat(Observed.Select(term => $"{term}={Format(Value(term))}; ")).TrimEnd();

    private string Format(int? value) =>
        value is not { } number ? "?"
        : number == PossibleValues.OutOfThinAir ? "any"
        : Address.Cell(number) is >= 0 and var cell && cell < _test.Cells.Length ? "&" + _test.Cells[cell].Name
        : number.ToString(CultureInfo.InvariantCulture);

    private int? Value(Term term)
    {
        if (!_values.TryGetValue(term, out var value))
        {
            _values.Add(term, value = Reader(term));
        }

        return value();
    }

    private Func<int?> Reader(Term term)
    {
        switch (term)
        {
            case ConstantTerm constant:
                return () => constant.Value;
            case CellTerm cell:
                return () =>
                    !_areCellsKnown ? null
                    : _final.TryGetValue(cell.Cell, out var value) ? value
                    : _cells.Initial(cell.Cell);
            default:
                var of = (RegisterTerm)term;
                var thread = _test.Threads.IndexOf(_test.Threads.FirstOrDefault(t => t.Number == of.Thread)!);
                var register = thread < 0 ? -1 : _test.Threads[thread].Registers.IndexOf(of.Name);
                return register < 0 ? () => 0 : () => _runs[thread]?.Registers[register];
        }
    }
}
