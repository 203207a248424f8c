using System.Threading;
using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>
/// All local states met so far, and the transitions between them. A routine's code between two steps is a function of
/// its local state and the step's result, so it is run once for each pair and then looked up: async methods become
/// automata while the search goes on, and a step of the search runs no user code.
/// </summary>
/// <remarks>
/// Threads that search one program share its local states, so that a local state has one number in all of them. Code is
/// run by one thread at a time; what was learned is looked up without a lock.
/// </remarks>
internal sealed class LocalStates
{
    private const int BytesEach = 230; // the object, its key, what it holds and its place among the keys
    private const int BytesOfCall = 8; // in the list of its routines
    private const int BytesOfSlot = 80; // in the arrays by number
    private const int BytesOfStep = 12;

    private readonly SharedMemory _memory;
    private readonly StepCode _code;
    private readonly TailCallElimination _callers;
    private readonly LocalKeys _keys;
    private readonly LocalStateRules _rules;
    private readonly Dictionary<LocalKey, int> _ids = [];
    private readonly Lock _gate = new();
    private readonly TransitionTable _transitions = new();
    private readonly List<(int From, int Result, int To)> _learned = [];
    private readonly Dictionary<EarlyState, int> _earlyIds = [];
    private readonly EarlySteps? _early;
    private LocalState[] _states = new LocalState[64];
    private long _bytes;

    /// <summary>None yet.</summary>
    /// <param name="run">Runs the code of fibers.</param>
    /// <param name="tails">What becomes of callers that only return.</param>
    /// <param name="deadLocals">What becomes of locals that will not be read again.</param>
    /// <param name="rules">The rules for both; null for those that are sound.</param>
    /// <param name="early">Which steps fibers can take before their turn; null if they take all in order.</param>
    public LocalStates(
        FiberRun run,
        TailCalls tails,
        DeadLocals deadLocals = DeadLocals.LeftOut,
        LocalStateRules? rules = null,
        EarlySteps? early = null
    )
    {
        _early = early;
        _rules = rules ?? LocalStateRules.Sound;
        _memory = run.Memory;
        _code = new StepCode(run);
        _callers = new TailCallElimination(run, tails, _rules);
        _keys = new LocalKeys(deadLocals, _rules);
    }

    /// <summary>The announced step of each local state.</summary>
    public HotOperation[] Operations { get; private set; } = new HotOperation[64];

    /// <summary>First fingerprint of each local state.</summary>
    public ulong[] First { get; private set; } = new ulong[64];

    /// <summary>Second, independent fingerprint.</summary>
    public ulong[] Second { get; private set; } = new ulong[64];

    /// <summary>True where the fiber ended in a violation.</summary>
    public bool[] Failed { get; private set; } = new bool[64];

    public int Count { get; private set; }

    /// <summary>About how many bytes they take: a test holds it to what is measured.</summary>
    public long Bytes { get; private set; }

    /// <summary>What is known of steps that can be taken early; null if all are taken in order.</summary>
    public EarlySteps? Early => _early;

    public LocalState this[int id] => _states[id];

    /// <summary>The local state of a fiber that has run up to its first step.</summary>
    /// <param name="fiber">The fiber.</param>
    /// <param name="number">Its number.</param>
    public int Start(FiberDefinition fiber, int number)
    {
        using var only = _gate.EnterScope();
        return _early is null ? Start(fiber) : Intern(_early.Start(number));
    }

    /// <summary>The same of a fiber that takes all steps in order.</summary>
    public int Start(FiberDefinition fiber)
    {
        using var only = _gate.EnterScope();
        return Intern(_code.Start(fiber), fiber.IsDaemon);
    }

    /// <summary>Where a fiber in local state <paramref name="id"/> goes when its step returns
    /// <paramref name="result"/>.</summary>
    public int Next(int id, int result) => _transitions.TryGet(id, result, out var next) ? next : Learn(id, result);

    /// <summary>The edges that searches have taken so far, from local state to local state.</summary>
    public IEnumerable<(int From, int To)> Edges() => _transitions.Edges();

    /// <summary>The same with the results of the steps.</summary>
    public IEnumerable<(int From, int Result, int To)> Steps() => _transitions.Steps();

    /// <summary>The same in the order in which they were met: who takes them in this order gives local states the same
    /// numbers.</summary>
    public IReadOnlyList<(int From, int Result, int To)> Learned => _learned;

    /// <summary>Runs the routine's code again and checks that it leads where it led before (engine audit).</summary>
    /// <exception cref="RoutineMisuseException">It did not: the code depends on something outside the engine's
    /// memory.</exception>
    public void Audit(int id, int result)
    {
        using var only = _gate.EnterScope();
        if (_transitions.TryGet(id, result, out var next) && Run(id, result) is var again && again != next)
        {
            var stack = _states[id].Stack;
            throw new RoutineMisuseException(
                $"{(stack.Count == 0 ? "a fiber" : stack[^1].MethodName)} took one step twice with the same locals and "
                    + $"the same result {result}, and went on differently after "
                    + $"'{_memory.Describe(_states[id].Operation)}': "
                    + "it reads or writes something outside the engine's memory (a static, a list, a clock, a random "
                    + "number)."
            );
        }
    }

    /// <summary>
    /// Where a step would lead if it had a result, without remembering that it did; -1 if the code cannot go on with
    /// it.
    /// </summary>
    public int Try(int id, int result)
    {
        using var only = _gate.EnterScope();
        try
        {
            return _transitions.TryGet(id, result, out var next) ? next : Run(id, result);
        }
        catch (Exception e) when (e is RoutineMisuseException or MachineGrowsException)
        {
            return -1; // the code never meets this result, and need not be able to
        }
    }

    private int Learn(int id, int result)
    {
        using var only = _gate.EnterScope();
        if (!_transitions.TryGet(id, result, out var next))
        {
            next = Run(id, result);
            _transitions.Add(id, result, next);
            _learned.Add((id, result, next));
            Bytes = BytesNow();
        }

        return next;
    }

    private int Run(int id, int result)
    {
        var state = _states[id];
        if (state.Early is { } before)
        {
            return Intern(_early!.After(before, result));
        }

        var end = _code.GoOn(state, result);
        if (end.Top is null)
        {
            _keys.RequireUnchanged(state.Stack[^1].MethodName);
        }

        return Intern(end, state.IsDaemon);
    }

    /// <summary>The local state of a fiber whose run ended like this.</summary>
    public int Intern(in RunEnd run, bool isDaemon)
    {
        using var only = _gate.EnterScope();
        var end = _code.Judge(run);
        _callers.Apply(end);
        var key = _keys.Of(end, isDaemon);
        if (_ids.TryGetValue(key, out var id))
        {
            return id;
        }

        id = Add(
            new LocalState(Count, end.Top, end.Operation, end.Holdings, isDaemon, end.Failure),
            _rules.FingerprintsOf(key, end.Operation.Kind)
        );
        key.Trim();
        _ids.Add(key, id);
        _bytes += key.Bytes;
        return id;
    }

    // The same for one whose steps need not be in order.
    private int Intern(EarlyState state)
    {
        if (!_earlyIds.TryGetValue(state, out var id))
        {
            var (code, at) = (_early!.Code, state.At);
            id = Add(
                code[at] with
                {
                    Id = Count,
                    Operation = _early.OperationOf(state),
                    Holdings = _early.HoldingsOf(state),
                    Early = state,
                },
                state.Fingerprints(code.First[at], code.Second[at])
            );
            _earlyIds.Add(state, id);
        }

        return id;
    }

    private int Add(LocalState state, (ulong First, ulong Second) fingerprints)
    {
        var id = state.Id;
        Grow(id);
        _states[id] = state;
        Operations[id] = new HotOperation(state.Operation, _memory.LifetimeOf(state.Operation.Location));
        (First[id], Second[id]) = fingerprints;
        Failed[id] = state.Failure is not null;
        Count++;
        _bytes += BytesEach;
        for (var frame = state.Early is null ? state.Top : null; frame is not null; frame = frame.Caller)
        {
            _bytes += frame.Bytes + BytesOfCall;
        }

        return id;
    }

    private long BytesNow() =>
        _bytes
        + (BytesOfSlot * (long)First.Length)
        + (BytesOfStep * (long)_learned.Capacity)
        + _transitions.Bytes
        + (_early?.Code.Bytes ?? 0);

    private void Grow(int id)
    {
        if (id < First.Length)
        {
            return;
        }

        Array.Resize(ref _states, id * 2);
        var operations = Operations;
        var first = First;
        var second = Second;
        var failed = Failed;
        Array.Resize(ref operations, id * 2);
        Array.Resize(ref first, id * 2);
        Array.Resize(ref second, id * 2);
        Array.Resize(ref failed, id * 2);
        (Operations, First, Second, Failed) = (operations, first, second, failed);
    }
}
