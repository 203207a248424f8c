using Interleave.Inline;
using Interleave.Memory;
using Interleave.Mutation;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave;

/// <summary>
/// A machine with shared memory and fibers. A program is a function that fills one: it declares cells, locks and
/// lifetimes, starts fibers and states properties. The fibers' routines then announce their steps to it.
/// </summary>
/// <remarks>One machine serves one search on one thread; a program is run again by filling a new machine.</remarks>
public sealed class Machine : IEngineObject
{
    /// <summary>The most fibers a program may have: a set of fibers is one 32-bit word.</summary>
    public const int MaxFibers = 32;

    private readonly Declarations _declared = new();

    /// <summary>Creates an empty machine, to be filled.</summary>
    public Machine() => Run = new FiberRun(this);

    /// <summary>The properties of the program.</summary>
    public PropertySet Properties { get; } = new();

    internal IReadOnlyList<Cell> Cells => _declared.Cells;

    internal IReadOnlyList<Resource> Resources => _declared.Resources;

    internal IReadOnlyList<FiberDefinition> Fibers => _declared.Fibers;

    internal int[] InitialMemory => _declared.InitialMemory;

    /// <summary>What registries have found immutable, with all that can be reached from there: it need not be looked at
    /// again.</summary>
    internal HashSet<object> Immutable { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Which memory the fibers run on: it decides which barriers are steps.</summary>
    internal MemoryModel Model { get; set; }

    /// <summary>True if announced steps are taken at once, by threads: see <see cref="InlineFiber"/>.</summary>
    internal bool IsInline { get; private set; }

    /// <summary>Whether the step just announced was taken at once.</summary>
    internal bool IsStepTaken => IsInline && InlineFiber.RunningOn(this).IsStepTaken;

    /// <summary>True once the first fiber has begun to run: from then on nothing may be declared.</summary>
    internal bool HasBooted => IsInline || Run.HasBegun;

    /// <summary>The running side: the fiber that the search lets run now.</summary>
    internal FiberRun Run { get; }

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
        var cell = new Cell(this, Cells.Count, name, lifetime, format) { IsDetail = isDetail };
        _declared.Add(cell, initial, lifetime);
        return cell;
    }

    /// <summary>Adds to the first value of a cell that is declared already: what is declared later may be part of
    /// it.</summary>
    public void Preset(Cell cell, int change)
    {
        RequireSetUp(cell.Name);
        _declared.Preset(cell, change);
    }

    /// <summary>Declares something that can be freed.</summary>
    /// <param name="name">What traces call it.</param>
    /// <param name="alive">False if a routine begins its life later.</param>
    public Lifetime Lifetime(string name, bool alive = true) =>
        new(this, Cell(name, alive ? 1 : 0, null, value => value == 1 ? "alive" : "freed"));

    /// <summary>Declares a lock.</summary>
    public Mutex Mutex(string name, Lifetime? lifetime = null) =>
        new(
            this,
            Cell(name, 0, lifetime, Memory.Mutex.Format),
            AddResource(name, true, false),
            AddResource(name, true, false)
        );

    /// <summary>Declares something that fibers can hold a number of.</summary>
    public Resource Resource(string name) => AddResource(name, false, false);

    /// <summary>Declares something that properties count and that traces do not show: see
    /// <see cref="Memory.Resource.IsNote"/>.</summary>
    public Resource Note(string name) => AddResource(name, false, true);

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
        _declared.AddFiber(name, body, isDaemon, holds);
    }

    /// <summary>Changes one step or call of the code that runs on this machine.</summary>
    public void Mutate(StepMutation mutation)
    {
        RequireSetUp(mutation.ToString());
        Run.Mutated = new MutatedCode(this, mutation, null);
    }

    /// <summary>Tells of each mutation that would change something, and of the method that it is in, again and
    /// again.</summary>
    public void ObserveMutations(Action<StepMutation, System.Reflection.MethodInfo?> observe)
    {
        RequireSetUp("an observer");
        Run.Mutated = new MutatedCode(this, null, observe);
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

        Announce(new Operation(OperationKind.Choose, -1, n, Label: label));
        return new Step<int>(this);
    }

    /// <summary>A step that touches no memory.</summary>
    public Step Pass(string label)
    {
        Announce(new Operation(OperationKind.Pass, -1, Label: label));
        return new Step(this);
    }

    /// <summary>
    /// Orders the fiber's steps before it and after it. Where memory has that order anyway this is no step: a search
    /// under sequential consistency has as many states with barriers as without.
    /// </summary>
    public Step Barrier(MemoryBarrier barrier)
    {
        if (IsInline)
        {
            System.Threading.Interlocked.MemoryBarrier();
        }

        if (IsInline || Model == MemoryModel.Sequential || (Model == MemoryModel.Tso && barrier != MemoryBarrier.Full))
        {
            return new Step(this, isNone: true);
        }

        Announce(
            new Operation(OperationKind.Barrier, -1, (int)barrier, Order: MemoryOrder.Full, Label: barrier.Name())
        );
        return new Step(this);
    }

    /// <summary>The running fiber now holds one more of <paramref name="resource"/>; part of the step just
    /// taken.</summary>
    public void Hold(Resource resource, int count = 1) => ChangeHolding(resource, count);

    /// <summary>The running fiber now holds one less; dropping what it does not hold is a violation.</summary>
    public void Drop(Resource resource, int count = 1)
    {
        if (ChangeHolding(resource, -count) < 0)
        {
            Fail(EngineRules.DropsOnlyHeld, $"{resource.Name} is dropped by a fiber that does not hold it");
        }
    }

    /// <summary>How many the running fiber holds.</summary>
    public int Holds(Resource resource) =>
        IsInline ? InlineFiber.RunningOn(this).Holdings[resource] : Run.Holds(resource);

    /// <summary>Reports a violation in the step just taken; the first one of a step counts.</summary>
    /// <param name="property">The property that does not hold.</param>
    /// <param name="explanation">How it shows, in one line.</param>
    public void Fail(string property, string explanation)
    {
        var violation = new Violation(ViolationKind.Assertion, property, explanation);
        if (IsInline)
        {
            InlineFiber.RunningOn(this).Fail(violation);
            return;
        }

        Run.Fail(violation);
    }

    /// <summary>From now on fibers are threads, and take their steps at once.</summary>
    internal void RunInline() => IsInline = true;

    /// <summary>The running fiber is about to await this step.</summary>
    internal void Announce(in Operation operation)
    {
        if (IsInline)
        {
            InlineFiber.RunningOn(this).Take(operation);
            return;
        }

        Run.Announce(operation);
    }

    /// <summary>The running fiber awaits its step in <paramref name="frame"/>.</summary>
    internal void Suspended(Frame frame)
    {
        if (IsInline)
        {
            InlineFiber.RunningOn(this).Suspended(frame);
            return;
        }

        Run.Suspended(frame);
    }

    /// <summary>The result of the step that the running fiber awaited.</summary>
    internal int StepResult() => IsInline ? InlineFiber.RunningOn(this).StepResult : Run.StepResult;

    internal int LifetimeOf(int location) => _declared.LifetimeOf(location);

    internal string Describe(in Operation operation) =>
        operation.Label ?? (operation.Location < 0 ? operation.Kind.ToString() : Cells[operation.Location].Name);

    private Resource AddResource(string name, bool isLock, bool isNote)
    {
        RequireSetUp(name);
        return _declared.AddResource(name, isLock, isNote);
    }

    private int ChangeHolding(Resource resource, int change) =>
        IsInline ? InlineFiber.RunningOn(this).ChangeHolding(resource, change) : Run.ChangeHolding(resource, change);

    private void RequireSetUp(string name)
    {
        if (HasBooted)
        {
            throw new RoutineMisuseException(
                $"{name} was declared by a running routine: declare everything beforehand."
            );
        }
    }
}
