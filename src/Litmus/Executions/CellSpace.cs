using Litmus.Programs;

namespace Litmus.Executions;

/// <summary>The cells of a test, and behind them those that only a wild pointer leads to: each address that is none of
/// a cell's, such as that of a null pointer, is a cell of its own that holds 0 at first.</summary>
internal sealed class CellSpace(LitmusTest test)
{
    private readonly List<int> _wild = [];

    /// <summary>How many there are by now.</summary>
    public int Count => test.Cells.Length + _wild.Count;

    /// <summary>The cell at an address.</summary>
    public int At(int address)
    {
        var cell = Address.Cell(address);
        if (cell >= 0 && cell < test.Cells.Length)
        {
            return cell;
        }

        var place = _wild.IndexOf(address);
        if (place < 0)
        {
            place = _wild.Count;
            _wild.Add(address);
        }

        return test.Cells.Length + place;
    }

    /// <summary>What a cell holds at first.</summary>
    public int Initial(int cell) => cell < test.Cells.Length ? test.Cells[cell].Initial : 0;

    /// <summary>What a cell is for.</summary>
    public CellKind Kind(int cell) => cell < test.Cells.Length ? test.Cells[cell].Kind : CellKind.Data;

    /// <summary>True for a cell that no variable of the test is.</summary>
    public bool IsWild(int cell) => cell >= test.Cells.Length;

    /// <summary>Its name.</summary>
    public string Name(int cell) =>
        cell < test.Cells.Length ? test.Cells[cell].Name : $"*({_wild[cell - test.Cells.Length]})";
}
