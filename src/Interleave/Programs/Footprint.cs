using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Programs;

/// <summary>
/// What the properties of states have looked at so far: cells, what fibers hold, who is inside a routine. A step that
/// changes none of it cannot make such a property true or false.
/// </summary>
/// <remarks>
/// A property is a function of what it reads through the view. Two states that agree on everything that it looked at in
/// one of them are the same to it, so it is enough to order the steps that change something here, as long as this grows
/// no more.
/// </remarks>
internal sealed class Footprint
{
    private readonly BitSet _cells = new();
    private readonly BitSet _resources = new();
    private readonly HashSet<string> _routines = [];
    private readonly Dictionary<(int Before, int After), bool> _changes = [];

    /// <summary>How much has been looked at.</summary>
    public int Size => _cells.Count + _resources.Count + _routines.Count;

    /// <summary>The cells, by their locations.</summary>
    public IEnumerable<int> Cells => _cells.All;

    /// <summary>What is counted of what fibers hold, by its numbers.</summary>
    public IEnumerable<int> Resources => _resources.All;

    /// <summary>The routines that somebody may be inside.</summary>
    public IEnumerable<string> Routines => _routines;

    /// <summary>A property reads a cell.</summary>
    public void Add(Cell cell) => _cells.Add(cell.Location);

    /// <summary>A property counts what is held.</summary>
    public void Add(Resource resource) => _resources.Add(resource.Index);

    /// <summary>A property asks who is inside a routine.</summary>
    public void Add(string routine) => _routines.Add(routine);

    /// <summary>True if a property reads the cell.</summary>
    public bool HasCell(int location) => _cells.Contains(location);

    /// <summary>
    /// For each of the first <paramref name="count"/> local states the number of what is seen of a fiber in it; the
    /// same number where the same is seen.
    /// </summary>
    public int[] Classify(LocalStates locals, int count)
    {
        var numbers = new Dictionary<string, int>();
        var seen = new int[count];
        for (var local = 0; local < count && _resources.Count + _routines.Count > 0; local++)
        {
            var state = locals[local];
            var sight =
                string.Join(',', state.Holdings.All.Where(held => _resources.Contains(held.Resource)))
                + '|'
                + string.Concat(_routines.Select(routine => StateView.IsInside(state, routine) ? '1' : '0'));
            seen[local] = numbers.TryGetValue(sight, out var number) ? number : numbers[sight] = numbers.Count;
        }

        return seen;
    }

    /// <summary>True if of a fiber something else is seen in one local state than in another.</summary>
    public bool IsChanged(LocalStates locals, int from, int to)
    {
        if (_resources.Count + _routines.Count == 0)
        {
            return false;
        }

        if (!_changes.TryGetValue((from, to), out var isChange))
        {
            var (before, after) = (locals[from], locals[to]);
            isChange =
                _resources.All.Any(resource => before.Holdings[resource] != after.Holdings[resource])
                || _routines.Any(routine => StateView.IsInside(before, routine) != StateView.IsInside(after, routine));
            _changes.Add((from, to), isChange);
        }

        return isChange;
    }

    /// <summary>True if this one has looked at all that another has looked at.</summary>
    public bool Covers(Footprint other) =>
        other.Cells.All(_cells.Contains)
        && other.Resources.All(_resources.Contains)
        && _routines.IsSupersetOf(other._routines);

    /// <summary>Adds what another one has looked at.</summary>
    public void Add(IEnumerable<int> cells, IEnumerable<int> resources, IEnumerable<string> routines)
    {
        _cells.UnionWith(cells);
        _resources.UnionWith(resources);
        _routines.UnionWith(routines);
    }

    /// <summary>The same for a search that is refined: another machine of the program has the same numbers.</summary>
    public Footprint Copy() => With(this);

    /// <summary>What this one and another have looked at.</summary>
    public Footprint With(Footprint other)
    {
        var all = new Footprint();
        all.Add(Cells, Resources, Routines);
        all.Add(other.Cells, other.Resources, other.Routines);
        return all;
    }
}
