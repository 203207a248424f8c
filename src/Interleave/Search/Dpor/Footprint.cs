using Interleave.Memory;

namespace Interleave.Search.Dpor;

/// <summary>
/// What the properties of states have looked at so far: cells, what fibers hold, who is inside a routine. A step that
/// changes none of it cannot make such a property true or false.
/// </summary>
/// <remarks>
/// A property is a function of what it reads through the view. Two states that agree on everything that it looked at in one
/// of them are the same to it, so it is enough to order the steps that change something here, as long as this grows no more.
/// </remarks>
internal sealed class Footprint
{
    private readonly HashSet<int> _cells = [];
    private readonly HashSet<int> _resources = [];
    private readonly HashSet<string> _routines = [];
    private readonly Dictionary<(int Before, int After), bool> _changes = [];

    /// <summary>How much has been looked at.</summary>
    public int Size => _cells.Count + _resources.Count + _routines.Count;

    /// <summary>A property reads a cell.</summary>
    public void Add(Cell cell) => _cells.Add(cell.Location);

    /// <summary>A property counts what is held.</summary>
    public void Add(Resource resource) => _resources.Add(resource.Index);

    /// <summary>A property asks who is inside a routine.</summary>
    public void Add(string routine) => _routines.Add(routine);

    /// <summary>True if the step just taken, which <paramref name="undo"/> would take back, changed any of it.</summary>
    public bool IsChangedBy(Execution execution, in StepUndo undo)
    {
        if (undo.Location >= 0 && execution.Memory[undo.Location] != undo.Value && _cells.Contains(undo.Location))
        {
            return true;
        }

        if (_resources.Count + _routines.Count == 0)
        {
            return false;
        }

        var change = (undo.Local, execution.LocalIds[undo.Fiber]);
        if (!_changes.TryGetValue(change, out var isChange))
        {
            var (before, after) = (execution.Locals[change.Local], execution.Locals[change.Item2]);
            isChange = _resources.Any(resource => before.Holdings[resource] != after.Holdings[resource])
                || _routines.Any(routine => StateView.IsInside(before, routine) != StateView.IsInside(after, routine));
            _changes.Add(change, isChange);
        }

        return isChange;
    }

    /// <summary>The same for a search that begins anew: another machine of the program has the same numbers.</summary>
    public Footprint Copy()
    {
        var copy = new Footprint();
        copy._cells.UnionWith(_cells);
        copy._resources.UnionWith(_resources);
        copy._routines.UnionWith(_routines);
        return copy;
    }
}
