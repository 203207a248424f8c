using Interleave.Memory;
using Interleave.Routines;

namespace Interleave;

/// <summary>What a program has declared: words of memory with their first values, what fibers can hold, and
/// fibers.</summary>
internal sealed class Declarations
{
    private readonly List<Cell> _cells = [];
    private readonly List<int> _initial = [];
    private readonly List<int> _lifetimes = [];
    private readonly List<Resource> _resources = [];
    private readonly List<FiberDefinition> _fibers = [];

    public IReadOnlyList<Cell> Cells => _cells;

    public IReadOnlyList<Resource> Resources => _resources;

    public IReadOnlyList<FiberDefinition> Fibers => _fibers;

    /// <summary>The first value of each cell.</summary>
    public int[] InitialMemory => [.. _initial];

    /// <summary>The location that tells whether the cell is alive; -1 when it always is, or there is none.</summary>
    public int LifetimeOf(int location) => location < 0 ? -1 : _lifetimes[location];

    public void Add(Cell cell, int initial, Lifetime? lifetime)
    {
        _cells.Add(cell);
        _initial.Add(initial);
        _lifetimes.Add(lifetime?.Alive.Location ?? -1);
    }

    /// <summary>Adds to the first value of a cell.</summary>
    public void Preset(Cell cell, int change) => _initial[cell.Location] += change;

    public Resource AddResource(string name, bool isLock, bool isNote)
    {
        var resource = new Resource(_resources.Count, name, isLock, isNote);
        _resources.Add(resource);
        return resource;
    }

    /// <summary>Adds a fiber, which holds one unit for each entry of <paramref name="holds"/>.</summary>
    /// <exception cref="RoutineMisuseException">There are as many fibers already as a program may have.</exception>
    public void AddFiber(string name, Func<Routine> body, bool isDaemon, ReadOnlySpan<Resource> holds)
    {
        if (_fibers.Count == Machine.MaxFibers)
        {
            throw new RoutineMisuseException($"a program has at most {Machine.MaxFibers} fibers");
        }

        var holdings = Holdings.None;
        foreach (var resource in holds)
        {
            holdings = holdings.Plus(resource.Index, 1);
        }

        _fibers.Add(new FiberDefinition(name, body, isDaemon, holdings));
    }
}
