namespace Interleave.Memory;

/// <summary>
/// The memory that a program has declared: its words with their first values, what can be freed, what fibers can hold;
/// and who hosts the fibers that take steps on it.
/// </summary>
internal sealed class SharedMemory
{
    private readonly List<Cell> _cells = [];
    private readonly List<int> _initial = [];
    private readonly List<int> _lifetimes = [];
    private readonly List<Resource> _resources = [];

    /// <summary>Who takes the steps that are announced on it.</summary>
    public required IFiberHost Host { get; set; }

    /// <summary>How weak it is: that decides which barriers are steps.</summary>
    public MemoryModel Model { get; set; }

    /// <summary>The cells that a pointer leads to: of its value, and of the number that a load gave (<see
    /// cref="Cell.Follow"/>).</summary>
    public Func<int, int, IEnumerable<int>> Pointees { get; set; } = static (_, _) => [];

    public IReadOnlyList<Cell> Cells => _cells;

    public IReadOnlyList<Resource> Resources => _resources;

    /// <summary>The first value of each cell.</summary>
    public int[] InitialValues => [.. _initial];

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

    public Resource AddResource(string name, bool isLock, bool isGhost)
    {
        var resource = new Resource(_resources.Count, name, isLock, isGhost);
        _resources.Add(resource);
        return resource;
    }

    /// <summary>What a step is on, in words.</summary>
    public string Describe(in Operation operation) =>
        operation.Label ?? (operation.Location < 0 ? operation.Kind.ToString() : Cells[operation.Location].Name);
}
