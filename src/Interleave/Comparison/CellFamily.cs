using System.Collections.Immutable;
using System.Threading;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Comparison;

/// <summary>
/// What is known of cells from many pairs of programs over the same objects, by the cells' names: what counts were,
/// which locks are held at all writes, which side touches them at all.
/// </summary>
/// <param name="names">What cells are called.</param>
internal sealed class CellFamily(CellNames names)
{
    private readonly Dictionary<string, ImmutableHashSet<string>> _locks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<int>> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string>[] _touched = [new(StringComparer.Ordinal), new(StringComparer.Ordinal)];
    private readonly HashSet<RoutineCall>[] _calls =
    [
        [],
        [],
    ];
    private readonly Dictionary<string, (string Cell, ImmutableArray<RoutineCall> Calls)>[] _followed =
    [
        new(StringComparer.Ordinal),
        new(StringComparer.Ordinal),
    ];

    /// <summary>What cells are called.</summary>
    public CellNames Names => names;

    /// <summary>How many states were looked at.</summary>
    public long States { get; private set; }

    /// <summary>How many programs had more states than were to be looked at.</summary>
    public int Cut { get; private set; }

    /// <summary>The routines that fibers of one side were in.</summary>
    public IReadOnlySet<RoutineCall> CallsOf(int side) => _calls[side];

    /// <summary>Loads of one side whose later accesses come after them because their addresses depend on what was
    /// found, each with the routines that fibers were in, outermost first.</summary>
    public IReadOnlyCollection<(string Cell, ImmutableArray<RoutineCall> Calls)> FollowedBy(int side) =>
        _followed[side].Values;

    /// <summary>Walks through a program's states, breadth first, and notes what is in its cells.</summary>
    /// <param name="program">The program.</param>
    /// <param name="side">Which of the two that are compared it is: 0 or 1.</param>
    /// <param name="maxStates">Where to stop, from 1 up.</param>
    /// <param name="interrupt">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Add(ConcurrentProgram program, int side, int maxStates, CancellationToken interrupt = default)
    {
        var values = MachineGrowsException.UntilItFits(() =>
        {
            var explored = new ComparedSide(program, names);
            explored.Explore(maxStates, interrupt);
            explored.NoteTo(this, side);
            return explored.Values;
        });
        States += values.States;
        Cut += values.States >= maxStates ? 1 : 0;
        foreach (var (cell, seen) in values.All)
        {
            (_values.TryGetValue(cell, out var all) ? all : _values[cell] = []).UnionWith(seen);
        }
    }

    /// <summary>What a count was in any program, and the values beside those; empty for what is none: a count may be
    /// one more or one less.</summary>
    internal IEnumerable<int> CountsIn(string cell) =>
        _counts.Contains(cell) ? _values[cell].SelectMany(static n => new[] { n - 1, n, n + 1 }) : [];

    /// <summary>True if nobody else changes a cell while these locks are held: all writes hold one of them, or there
    /// are none.</summary>
    internal bool IsStable(string cell, Func<string, bool> holds) =>
        !_locks.TryGetValue(cell, out var locks) || locks.Any(holds);

    /// <summary>True if programs of one side never touch a cell that those of the other side do.</summary>
    internal bool IsOneSided(string cell) => _touched[0].Contains(cell) != _touched[1].Contains(cell);

    /// <summary>Notes what a fiber is about to do.</summary>
    internal void Note(Machine machine, string[] cells, LocalState state, int side)
    {
        _calls[side].UnionWith(state.Calls);
        if (state.Operation is not { Location: >= 0 } operation)
        {
            return;
        }

        var cell = cells[operation.Location];
        _touched[side].Add(cell);
        if (operation.Order == MemoryOrder.Dereference)
        {
            _followed[side]
                .TryAdd(
                    $"{cell} {string.Join('/', state.Calls.Select(static call => call.Name))}",
                    (cell, state.Calls)
                );
        }

        if (!operation.Writes)
        {
            return;
        }

        if (operation.Kind is OperationKind.Add or OperationKind.AddUnless)
        {
            _counts.Add(cell);
        }

        var held = state
            .Holdings.All.Select(held => machine.Resources[held.Resource])
            .Where(static resource => resource.IsLock)
            .Select(static resource => resource.Name);
        _locks[cell] = _locks.TryGetValue(cell, out var locks) ? locks.Intersect(held) : [.. held];
    }
}
