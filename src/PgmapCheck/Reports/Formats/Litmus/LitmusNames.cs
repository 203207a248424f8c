using Interleave.Memory;

namespace PgmapCheck.Reports.Formats.Litmus;

/// <summary>Cells as C names: <c>page->_refcount</c> is <c>page__refcount</c>. No two are the same.</summary>
internal sealed class LitmusNames
{
    private readonly Dictionary<Cell, string> _names = [];

    public LitmusNames(IEnumerable<Cell> cells)
    {
        foreach (var cell in cells)
        {
            var name = string.Concat(
                cell.Name.Replace("->", "_", StringComparison.Ordinal)
                    .Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')
            );
            name = char.IsAsciiLetter(name[0]) ? name : "v" + name;
            var unique = name;
            for (var i = 2; _names.ContainsValue(unique); i++)
            {
                unique = $"{name}_{i}";
            }

            _names.Add(cell, unique);
        }
    }

    public string this[Cell cell] => _names[cell];
}
