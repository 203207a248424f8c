using Litmus.Programs;

namespace Litmus.Reading;

/// <summary>The cells of a test as they are met, and what registers hold at first.</summary>
internal sealed class Declarations
{
    private readonly List<LitmusCell> _cells = [];
    private readonly Dictionary<(int Thread, string Register), int> _registers = [];

    /// <summary>The cells so far.</summary>
    public IReadOnlyList<LitmusCell> Cells => _cells;

    /// <summary>What registers hold at first, if that is not 0.</summary>
    public IReadOnlyDictionary<(int Thread, string Register), int> Registers => _registers;

    /// <summary>The index of a cell, which is declared if it is new.</summary>
    public int Cell(string name)
    {
        var cell = _cells.FindIndex(c => c.Name == name);
        if (cell < 0)
        {
            cell = _cells.Count;
            _cells.Add(new LitmusCell(name));
        }

        return cell;
    }

    /// <summary>Whether there is a cell of that name.</summary>
    public bool Has(string name) => _cells.Exists(c => c.Name == name);

    /// <summary>Says what a cell is for, by the type that it is declared with.</summary>
    public void Declare(string name, string type)
    {
        var cell = Cell(name);
        var kind = type switch
        {
            "spinlock_t" or "raw_spinlock_t" => CellKind.Lock,
            "srcu_struct" => CellKind.Srcu,
            _ => _cells[cell].Kind,
        };
        _cells[cell] = _cells[cell] with { Kind = kind };
    }

    /// <summary>Says that a cell is used as a lock.</summary>
    public void DeclareLock(int cell) => _cells[cell] = _cells[cell] with { Kind = CellKind.Lock };

    /// <summary>Says what a cell holds at first.</summary>
    public void Initialise(string name, int value)
    {
        var cell = Cell(name);
        _cells[cell] = _cells[cell] with { Initial = value };
    }

    /// <summary>Says what a register holds at first.</summary>
    public void Initialise(int thread, string register, int value) => _registers[(thread, register)] = value;
}
