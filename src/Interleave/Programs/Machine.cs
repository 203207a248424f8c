using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using Interleave.Violations;

namespace Interleave.Programs;

/// <summary>
/// A machine with shared memory and fibers. A program is a function that fills one: it declares cells, locks and
/// lifetimes, starts fibers and states properties. The fibers' routines then announce their steps to it.
/// </summary>
/// <remarks>One machine serves one search on one thread; a program is run again by filling a new machine.</remarks>
public sealed class Machine : IEngineObject
{
    /// <summary>The most fibers a program may have: a set of fibers is one 32-bit word.</summary>
    public const int MaxFibers = 32;

    private readonly List<FiberDefinition> _fibers = [];

    /// <summary>The properties of the program.</summary>
    public PropertySet Properties { get; } = new();

    /// <summary>
    /// What traces call a routine in this program, where one routine stands for code that has had several names; null
    /// for one that they do not name. Properties know it by its own name.
    /// </summary>
    public Func<RoutineCall, string?>? RoutineNames { get; set; }

    /// <summary>The fiber that the search lets run now.</summary>
    internal FiberRun Run { get; } = new();

    /// <summary>What is declared of memory, and who hosts the fibers.</summary>
    internal SharedMemory Shared => Run.Memory;

    internal IReadOnlyList<Cell> Cells => Shared.Cells;

    internal IReadOnlyList<Resource> Resources => Shared.Resources;

    internal IReadOnlyList<FiberDefinition> Fibers => _fibers;

    /// <summary>What registries have found immutable, with all that can be reached from there: it need not be looked at
    /// again.</summary>
    internal HashSet<object> Immutable { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>True once the first fiber has begun to run: from then on nothing may be declared.</summary>
    internal bool HasBooted => Shared.Host.HasBegun;

    /// <summary>The cells that a value leads to which <see cref="Memory.Cell.Dereference()"/> has found.</summary>
    public Func<int, IEnumerable<Cell>> Pointees
    {
        set => Shared.Pointees = (found, _) => value(found).Select(cell => cell.Location);
    }

    /// <summary>Declares a word of shared memory.</summary>
    /// <param name="name">What traces call it.</param>
    /// <param name="initial">Its first value.</param>
    /// <param name="lifetime">What it is part of, if that can be freed.</param>
    /// <param name="format">How traces print its values; plain decimal if null.</param>
    /// <param name="isDetail">True if traces should show its steps only in their long form.</param>
    public Cell Cell(
        string name,
        int initial = 0,
        Lifetime? lifetime = null,
        Func<int, string>? format = null,
        bool isDetail = false
    )
    {
        RequireSetUp(name);
        var cell = new Cell(Shared, Cells.Count, name, lifetime, format) { IsDetail = isDetail };
        Shared.Add(cell, initial, lifetime);
        return cell;
    }

    /// <summary>Adds to the first value of a cell that is declared already: what is declared later may be part of
    /// it.</summary>
    public void Preset(Cell cell, int change)
    {
        RequireSetUp(cell.Name);
        Shared.Preset(cell, change);
    }

    /// <summary>Declares something that can be freed.</summary>
    /// <param name="name">What traces call it.</param>
    /// <param name="alive">False if a routine begins its life later.</param>
    public Lifetime Lifetime(string name, bool alive = true) =>
        new(Shared, Cell(name, alive ? 1 : 0, null, value => value == 1 ? "alive" : "freed"));

    /// <summary>Declares a lock.</summary>
    public Mutex Mutex(string name, Lifetime? lifetime = null) =>
        new(
            Shared,
            Cell(name, 0, lifetime, Memory.Mutex.Format),
            AddResource(name, true, false),
            AddResource(name, true, false)
        );

    /// <summary>Declares something that fibers can hold a number of.</summary>
    public Resource Resource(string name) => AddResource(name, false, false);

    /// <summary>Declares something that properties count and that traces do not show: see
    /// <see cref="Memory.Resource.IsGhost"/>.</summary>
    public Resource Ghost(string name) => AddResource(name, false, true);

    /// <summary>Declares a list of what the program declares: devices, pages, files.</summary>
    public Registry<T> Registry<T>()
        where T : class => new(this);

    /// <summary>Starts a fiber.</summary>
    /// <param name="name">What traces call it.</param>
    /// <param name="body">Its code.</param>
    /// <param name="isDaemon">True if it may be blocked when all other fibers have returned.</param>
    /// <param name="holds">What it holds from the start, one entry for each unit held.</param>
    public void Fiber(string name, Func<Routine> body, bool isDaemon = false, params ReadOnlySpan<Resource> holds)
    {
        RequireSetUp(name);
        if (_fibers.Count == MaxFibers)
        {
            throw new RoutineMisuseException($"a program has at most {MaxFibers} fibers");
        }

        var holdings = Holdings.None;
        foreach (var resource in holds)
        {
            holdings = holdings.Plus(resource.Index, 1);
        }

        _fibers.Add(new FiberDefinition(name, body, isDaemon, holdings));
    }

    /// <summary>A step that branches <paramref name="n"/> ways: an injected fault, a value from outside.</summary>
    /// <param name="n">How many ways, from 1 to 65,535; the result is 0 to n-1.</param>
    /// <param name="label">What is being chosen.</param>
    public Step<int> Choose(int n, string label)
    {
        if (n is < 1 or > ushort.MaxValue)
        {
            throw new RoutineMisuseException($"'{label}' has {n} ways: a choice has 1 to {ushort.MaxValue:N0}.");
        }

        Shared.Host.Announce(new Operation(OperationKind.Choose, -1, n, Label: label));
        return new Step<int>(Shared.Host);
    }

    /// <summary>A step that touches no memory.</summary>
    public Step Pass(string label)
    {
        Shared.Host.Announce(new Operation(OperationKind.Pass, -1, Label: label));
        return new Step(Shared.Host);
    }

    /// <summary>
    /// Orders the fiber's steps before it and after it. Where memory has that order anyway this is no step: a search
    /// under sequential consistency has as many states with barriers as without.
    /// </summary>
    public Step Barrier(MemoryBarrier barrier)
    {
        if (!Shared.Host.HasStepFor(barrier))
        {
            return new Step(Shared.Host, isNone: true);
        }

        Shared.Host.Announce(
            new Operation(OperationKind.Barrier, -1, (int)barrier, Order: MemoryOrder.Full, Label: barrier.Name())
        );
        return new Step(Shared.Host);
    }

    /// <summary>The running fiber now holds one more of <paramref name="resource"/>; part of the step just
    /// taken.</summary>
    public void Hold(Resource resource, int count = 1) => Shared.Host.ChangeHolding(resource, count);

    /// <summary>The running fiber now holds one less; dropping what it does not hold is a violation.</summary>
    public void Drop(Resource resource, int count = 1)
    {
        if (Shared.Host.ChangeHolding(resource, -count) < 0)
        {
            Fail(EngineRules.DropsOnlyHeld, $"{resource.Name} is dropped by a fiber that does not hold it");
        }
    }

    /// <summary>How many the running fiber holds.</summary>
    public int Holds(Resource resource) => Shared.Host.Holds(resource);

    /// <summary>True if the running fiber holds a lock, exclusively or shared.</summary>
    public bool Holds(Mutex mutex)
    {
        ArgumentNullException.ThrowIfNull(mutex);
        return Holds(mutex.Hold) > 0 || Holds(mutex.SharedHold) > 0;
    }

    /// <summary>Reports a violation in the step just taken; the first one of a step counts.</summary>
    /// <param name="property">The property that does not hold.</param>
    /// <param name="explanation">How it shows, in one line.</param>
    public void Fail(string property, string explanation) =>
        Shared.Host.Fail(new Violation(ViolationKind.Assertion, property, explanation));

    internal int LifetimeOf(int location) => Shared.LifetimeOf(location);

    /// <summary>The active routines of a local state, as traces of this program call them.</summary>
    internal ImmutableArray<RoutineCall> CallsOf(LocalState state) =>
        RoutineNames is not { } names ? state.Calls : [.. state.Calls.Select(call => call with { Name = names(call) })];

    internal string Describe(in Operation operation) => Shared.Describe(operation);

    internal void RequireSetUp(string name)
    {
        if (HasBooted)
        {
            throw new RoutineMisuseException(
                $"{name} was declared by a running routine: declare everything beforehand."
            );
        }
    }

    private Resource AddResource(string name, bool isLock, bool isGhost)
    {
        RequireSetUp(name);
        return Shared.AddResource(name, isLock, isGhost);
    }
}
