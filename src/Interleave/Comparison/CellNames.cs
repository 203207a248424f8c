using Interleave.Programs;

namespace Interleave.Comparison;

/// <summary>
/// What cells are called in both of two programs, so that those of one can be found by those of the other: the name,
/// and
/// which of several of that name.
/// </summary>
/// <param name="Alias">Another name for a cell that the two do not call the same; null for none.</param>
/// <param name="Bookkeeping">Cells that only say what a fiber has written elsewhere, at another moment in both
/// programs: a store to one of them need have no counterpart. Null for none.</param>
internal sealed record CellNames(Func<string, string?>? Alias = null, Func<string, bool>? Bookkeeping = null)
{
    /// <summary>A store to the cell need have no counterpart.</summary>
    internal bool IsBookkeeping(string cell) => Bookkeeping?.Invoke(cell) ?? false;

    /// <summary>The name of each cell, by location.</summary>
    internal string[] Of(Machine machine)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = new string[machine.Cells.Count];
        for (var i = 0; i < names.Length; i++)
        {
            var name = machine.Cells[i].Name;
            var before = counts.GetValueOrDefault(name);
            counts[name] = before + 1;
            names[i] = Alias?.Invoke(name) ?? (before == 0 ? name : $"{name} #{before + 1}");
        }

        return names;
    }
}
