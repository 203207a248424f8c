using System.Runtime.ExceptionServices;
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
    internal const string NotRunning =
        "a step was announced outside a running fiber: routines run inside the body given to Machine.Fiber.";

    private readonly List<Cell> _cells = [];
    private readonly List<int> _initial = [];
    private readonly List<int> _lifetimes = [];
    private readonly List<Resource> _resources = [];
    private readonly List<FiberDefinition> _fibers = [];

    private bool _running;
    private bool _announced;
    private Operation _operation;
    private Frame? _top;
    private object? _returnValue;
    private int _stepResult;
    private Holdings _holdings = Holdings.None;
    private Violation? _failure;
    private ExceptionDispatchInfo? _fault;

    /// <summary>The properties of the program.</summary>
    public PropertySet Properties { get; } = new();

    internal IReadOnlyList<Cell> Cells => _cells;

    internal IReadOnlyList<Resource> Resources => _resources;

    internal IReadOnlyList<FiberDefinition> Fibers => _fibers;

    internal int[] InitialMemory => [.. _initial];

    /// <summary>Which memory the fibers run on: it decides which barriers are steps.</summary>
    internal MemoryModel Model { get; set; }

    /// <summary>True if announced steps are taken at once, by threads: see <see cref="InlineFiber"/>.</summary>
    internal bool IsInline { get; private set; }

    /// <summary>Whether the step just announced was taken at once.</summary>
    internal bool IsStepTaken => IsInline && InlineFiber.RunningOn(this).IsStepTaken;

    /// <summary>True once the first fiber has begun to run: from then on nothing may be declared.</summary>
    internal bool HasBooted { get; private set; }

    /// <summary>Declares a word of shared memory.</summary>
    /// <param name="name">What traces call it.</param>
    /// <param name="initial">Its first value.</param>
    /// <param name="lifetime">What it is part of, if that can be freed.</param>
    /// <param name="format">How traces print its values; plain decimal if null.</param>
    /// <param name="isDetail">True if traces should show its steps only in their long form.</param>
    public Cell Cell(
        string name, int initial = 0, Lifetime? lifetime = null, Func<int, string>? format = null, bool isDetail = false)
    {
        RequireSetUp(name);
        var cell = new Cell(this, _cells.Count, name, lifetime, format) { IsDetail = isDetail };
        _cells.Add(cell);
        _initial.Add(initial);
        _lifetimes.Add(lifetime?.Alive.Location ?? -1);
        return cell;
    }

    /// <summary>Adds to the first value of a cell that is declared already: what is declared later may be part of it.</summary>
    public void Preset(Cell cell, int change)
    {
        RequireSetUp(cell.Name);
        _initial[cell.Location] += change;
    }

    /// <summary>Declares something that can be freed.</summary>
    /// <param name="name">What traces call it.</param>
    /// <param name="alive">False if a routine begins its life later.</param>
    public Lifetime Lifetime(string name, bool alive = true) =>
        new(this, Cell(name, alive ? 1 : 0, null, value => value == 1 ? "alive" : "freed"));

    /// <summary>Declares a lock.</summary>
    public Mutex Mutex(string name, Lifetime? lifetime = null) =>
        new(
            this, Cell(name, 0, lifetime, FormatLock), AddResource(name, true, false), AddResource(name, true, false));

    /// <summary>Declares something that fibers can hold a number of.</summary>
    public Resource Resource(string name) => AddResource(name, false, false);

    /// <summary>Declares something that properties count and that traces do not show: see <see cref="Memory.Resource.IsNote"/>.</summary>
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

    /// <summary>The most fibers a program may have: a set of fibers is one 32-bit word.</summary>
    public const int MaxFibers = 32;

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
    /// Orders the fiber's steps before it and after it. Where memory has that order anyway this is no step: a search under
    /// sequential consistency has as many states with barriers as without.
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

        Announce(new Operation(OperationKind.Barrier, -1, (int)barrier, Order: MemoryOrder.Full, Label: NameOf(barrier)));
        return new Step(this);
    }

    /// <summary>The running fiber now holds one more of <paramref name="resource"/>; part of the step just taken.</summary>
    public void Hold(Resource resource, int count = 1) => ChangeHolding(resource, count);

    /// <summary>The running fiber now holds one less; dropping what it does not hold is a violation.</summary>
    public void Drop(Resource resource, int count = 1)
    {
        ChangeHolding(resource, -count);
        if (HeldNow(resource) < 0)
        {
            Fail(EngineRules.DropsOnlyHeld, $"{resource.Name} is dropped by a fiber that does not hold it");
        }
    }

    /// <summary>How many the running fiber holds.</summary>
    public int Holds(Resource resource)
    {
        _looksAtHoldings = true;
        return HeldNow(resource);
    }

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

        RequireRunning();
        _failure ??= violation;
    }

    /// <summary>From now on fibers are threads, and take their steps at once.</summary>
    internal void RunInline()
    {
        HasBooted = true;
        IsInline = true;
    }

    internal void Announce(in Operation operation)
    {
        if (IsInline)
        {
            InlineFiber.RunningOn(this).Take(operation);
            return;
        }

        RequireRunning();
        if (_announced)
        {
            throw new RoutineMisuseException(
                $"a step on '{Describe(operation)}' was announced while one on '{Describe(_operation)}' was not yet " +
                "awaited: await every step and every routine at once.");
        }

        _announced = true;
        _operation = operation;
    }

    internal void Suspended(Frame frame)
    {
        if (IsInline)
        {
            InlineFiber.RunningOn(this).Suspended(frame);
            return;
        }

        if (!_announced || _top is not null)
        {
            throw new RoutineMisuseException(
                $"{frame.Layout.MethodName} awaits a step that it did not just announce: await every step at once, and once.");
        }

        _top = frame;
        if (_mutation is not null || _observe is not null)
        {
            Mutate(frame);
        }
    }

    /// <summary>Changes one step of the code that runs on this machine.</summary>
    public void Mutate(StepMutation mutation)
    {
        RequireSetUp(mutation.ToString());
        _mutation = mutation;
    }

    /// <summary>Tells of each step that is announced, and of the method that awaits it, again and again.</summary>
    public void ObserveSites(Action<StepSite, System.Reflection.MethodInfo?> observe)
    {
        RequireSetUp("an observer");
        _observe = observe;
    }

    private StepMutation? _mutation;
    private Action<StepSite, System.Reflection.MethodInfo?>? _observe;

    // A step belongs to the routine that awaits it, which is known only now.
    private void Mutate(Frame frame)
    {
        var isLock = _operation.Kind is OperationKind.Acquire or OperationKind.AcquireShared or OperationKind.Release or OperationKind.ReleaseShared;
        var site = isLock ? StepSite.OfLock(_cells[_operation.Location].Name)
            : new StepSite(frame.Layout.MethodName, frame.Layout.AwaitOf(frame.BoxedStateMachine), _operation.Kind);
        _observe?.Invoke(site, frame.Layout.Method);
        if (site == _mutation?.Site)
        {
            _operation = _mutation.Apply(_operation);
        }
    }

    internal int StepResult() => IsInline ? InlineFiber.RunningOn(this).StepResult : _stepResult;

    internal void SetReturnValue(object? value) => _returnValue = value;

    internal object? TakeReturnValue() => _returnValue;

    internal void SetFault(ExceptionDispatchInfo fault, Frame frame)
    {
        _fault = fault;
        _faultIn = frame.Layout.MethodName;
    }

    private string? _faultIn;
    private bool _bodyReturned;
    private bool _looksAtHoldings;

    internal void Begin(Holdings holdings)
    {
        HasBooted = true;
        _running = true;
        _announced = false;
        _operation = default;
        _top = null;
        _returnValue = null;
        _failure = null;
        _fault = null;
        _bodyReturned = false;
        _looksAtHoldings = false;
        _holdings = holdings;
    }

    /// <summary>Runs a fiber from a step's result to its next step: each callee that returns hands over to its caller.</summary>
    internal void Resume(Frame frame, int result)
    {
        _stepResult = result;
        for (var current = frame; current is not null && _fault is null; current = current.Returned ? current.Caller : null)
        {
            current.MoveNext();
            _bodyReturned = current.Returned && current.Caller is null;
        }
    }

    /// <summary>The fiber's body returned without a step; what a callee announced then, nobody awaits.</summary>
    internal void BodyReturned() => _bodyReturned = true;

    internal RunEnd End(ExceptionDispatchInfo? fault, string method)
    {
        _running = false;
        fault ??= _fault;
        if (fault?.SourceException is RoutineMisuseException)
        {
            fault.Throw();
        }

        if (fault is not null)
        {
            var e = fault.SourceException;
            _failure ??= new Violation(
                ViolationKind.Exception, EngineRules.NoException, $"{_faultIn ?? method}: {e.GetType().Name}: {e.Message}");
        }
        else if (_announced && (_top is null || _bodyReturned))
        {
            throw new RoutineMisuseException(
                $"{method} returned, or called on, without awaiting its step on '{Describe(_operation)}'.");
        }

        return new RunEnd(_top, _announced ? _operation : Operation.None, _holdings, _failure);
    }

    /// <summary>
    /// True if all that <paramref name="frame"/> does when its callee returns is to return too, whatever the fiber holds
    /// by then. The frame is used up.
    /// </summary>
    internal bool OnlyReturns(Frame frame, Holdings holdings)
    {
        Begin(holdings);
        frame.MoveNext();
        _running = false;
        return frame.Returned && !_announced && !_looksAtHoldings && _fault is null && _failure is null
            && ReferenceEquals(_holdings, holdings);
    }

    internal int LifetimeOf(int location) => location < 0 ? -1 : _lifetimes[location];

    internal string Describe(in Operation operation) =>
        operation.Label ?? (operation.Location < 0 ? operation.Kind.ToString() : _cells[operation.Location].Name);

    private static string NameOf(MemoryBarrier barrier) => barrier switch
    {
        MemoryBarrier.Full => "smp_mb()",
        MemoryBarrier.Read => "smp_rmb()",
        MemoryBarrier.Write => "smp_wmb()",
        _ => "smp_mb__after_atomic()",
    };

    private static string FormatLock(int value) => value switch
    {
        0 => "free",
        1 => "held",
        _ => "shared",
    };

    private Resource AddResource(string name, bool isLock, bool isNote)
    {
        RequireSetUp(name);
        var resource = new Resource(_resources.Count, name, isLock, isNote);
        _resources.Add(resource);
        return resource;
    }

    private int HeldNow(Resource resource) => (IsInline ? InlineFiber.RunningOn(this).Holdings : _holdings)[resource];

    private void ChangeHolding(Resource resource, int change)
    {
        if (IsInline)
        {
            InlineFiber.RunningOn(this).ChangeHolding(resource, change);
            return;
        }

        RequireRunning();
        _holdings = _holdings.Plus(resource.Index, change);
    }

    private void RequireSetUp(string name)
    {
        if (HasBooted)
        {
            throw new RoutineMisuseException(
                $"{name} was declared by a running routine: declare everything beforehand.");
        }
    }

    private void RequireRunning()
    {
        if (!_running)
        {
            throw new RoutineMisuseException(NotRunning);
        }
    }
}
