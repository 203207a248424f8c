using System.Runtime.ExceptionServices;
using System.Threading;
using Interleave.Memory;
using Interleave.Search;

namespace Interleave.Routines;

/// <summary>
/// All local states met so far, and the transitions between them. A routine's code between two steps is a function of
/// its local state and the step's result, so it is run once for each pair and then looked up: async methods become
/// automata while the search goes on, and a step of the search runs no user code.
/// </summary>
/// <remarks>
/// Threads that search one program share its local states, so that a local state has one number in all of them. Code is run
/// by one thread at a time; what was learned is looked up without a lock.
/// </remarks>
internal sealed class LocalStates
{
    private readonly Machine _machine;
    private readonly Handles _handles = new();
    private readonly Dictionary<LocalKey, int> _ids = [];
    private readonly Dictionary<System.Reflection.MethodInfo, int> _functions = [];
    private readonly Lock _gate = new();
    private LocalState[] _states = new LocalState[64];
    private int _count;
    private readonly TransitionTable _transitions = new();
    private readonly List<(int From, int Result, int To)> _learned = [];
    private readonly Tails _tails;
    private readonly DeadLocals _deadLocals;

    public LocalStates(Machine machine, Tails tails, DeadLocals deadLocals = DeadLocals.LeftOut)
    {
        _deadLocals = deadLocals;
        _machine = machine;
        _tails = tails;
    }

    /// <summary>The announced step of each local state.</summary>
    public HotOperation[] Operations { get; private set; } = new HotOperation[64];

    /// <summary>First fingerprint of each local state.</summary>
    public ulong[] First { get; private set; } = new ulong[64];

    /// <summary>Second, independent fingerprint.</summary>
    public ulong[] Second { get; private set; } = new ulong[64];

    /// <summary>True where the fiber ended in a violation.</summary>
    public bool[] Failed { get; private set; } = new bool[64];

    public int Count => _count;

    public LocalState this[int id] => _states[id];

    /// <summary>The local state of a fiber that has run up to its first step.</summary>
    public int Start(FiberDefinition fiber)
    {
        using var only = _gate.EnterScope();
        _machine.Begin(fiber.Holdings);
        ExceptionDispatchInfo? fault = null;
        try
        {
            var awaiter = fiber.Body().GetAwaiter();
            if (awaiter.IsCompleted)
            {
                _machine.BodyReturned();
                awaiter.GetResult();
            }
        }
        catch (Exception exception)
        {
            fault = ExceptionDispatchInfo.Capture(exception);
        }

        var method = fiber.Body.Method.Name;
        var name = method.Contains('<', StringComparison.Ordinal) ? $"the body of {fiber.Name}" : method;
        return Intern(_machine.End(fault, name), fiber.IsDaemon);
    }

    /// <summary>Where a fiber in local state <paramref name="id"/> goes when its step returns <paramref name="result"/>.</summary>
    public int Next(int id, int result) =>
        _transitions.TryGet(id, result, out var next) ? next : Learn(id, result);

    /// <summary>The edges that searches have taken so far, from local state to local state.</summary>
    public IEnumerable<(int From, int To)> Edges() => _transitions.Edges();

    /// <summary>The same with the results of the steps.</summary>
    public IEnumerable<(int From, int Result, int To)> Steps() => _transitions.Steps();

    /// <summary>The same in the order in which they were met: who takes them in this order gives local states the same numbers.</summary>
    public IReadOnlyList<(int From, int Result, int To)> Learned => _learned;

    /// <summary>Runs the routine's code again and checks that it leads where it led before (engine audit).</summary>
    /// <exception cref="RoutineMisuseException">It did not: the code depends on something outside the engine's memory.</exception>
    public void Audit(int id, int result)
    {
        using var only = _gate.EnterScope();
        if (_transitions.TryGet(id, result, out var next) && Run(id, result) is var again && again != next)
        {
            var stack = _states[id].Stack;
            throw new RoutineMisuseException(
                $"{(stack.Count == 0 ? "a fiber" : stack[^1].MethodName)} took one step twice with the same locals and " +
                $"the same result {result}, and went on differently after '{_machine.Describe(_states[id].Operation)}': " +
                "it reads or writes something outside the engine's memory (a static, a list, a clock, a random number).");
        }
    }

    /// <summary>
    /// Where a step would lead if it had a result, without remembering that it did; -1 if the code cannot go on with it.
    /// </summary>
    public int Try(int id, int result)
    {
        using var only = _gate.EnterScope();
        try
        {
            return _transitions.TryGet(id, result, out var next) ? next : Run(id, result);
        }
        catch (RoutineMisuseException)
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
        }

        return next;
    }

    private int Run(int id, int result)
    {
        var state = _states[id];
        _machine.Begin(state.Holdings.After(state.Operation, result));
        var frame = state.Top!.CloneChain();
        _machine.Resume(frame, result);
        var end = _machine.End(null, state.Stack[0].MethodName);
        if (end.Top is null)
        {
            _handles.RequireUnchanged(state.Stack[^1].MethodName);
        }

        return Intern(end, state.IsDaemon);
    }

    /// <summary>The local state of a fiber whose run ended like this.</summary>
    public int Intern(in RunEnd end, bool isDaemon)
    {
        using var only = _gate.EnterScope();
        var failure = end.Failure
            ?? LockRules.Broken(_machine, end.Holdings, end.Operation.Kind == OperationKind.None);
        if (failure is null && _tails != Tails.Kept)
        {
            DropCallers(end);
        }

        var key = new LocalKey(_handles);
        var operation = failure is null ? end.Operation : Operation.None;
        WriteKey(key, end, operation, failure, isDaemon);
        if (_ids.TryGetValue(key, out var id))
        {
            return id;
        }

        id = _count;
        Grow(id);
        _ids.Add(key, id);
        _states[id] = new LocalState(id, failure is null ? end.Top : null, operation, end.Holdings, isDaemon, failure);
        Operations[id] = new HotOperation(operation, _machine.LifetimeOf(operation.Location));
        (First[id], Second[id]) = key.Fingerprints();
        Failed[id] = failure is not null;
        _count++;
        return id;
    }

    // A caller that will do nothing but return when its callee has is not worth remembering: without it a fiber that has
    // called its way into another role is in the same local state as one that began there.
    private void DropCallers(in RunEnd end)
    {
        for (var frame = end.Top; frame?.Caller is { } caller;)
        {
            if (frame.IsOfRoutine && caller.IsOfRoutine && !frame.Layout.HasResult && !caller.Layout.HasResult && !caller.Layout.IsNamed
                && (_tails == Tails.DroppedRegardless || _machine.OnlyReturns(caller.CloneUncalled(), end.Holdings)))
            {
                frame.SkipCaller();
            }
            else
            {
                frame = caller;
            }
        }
    }

    private void WriteKey(LocalKey key, in RunEnd end, in Operation operation, Violation? failure, bool isDaemon)
    {
        key.Add(isDaemon ? 1 : 0);
        end.Holdings.Write(key);
        if (failure is not null)
        {
            key.Add(StableHash.Of(failure.Property + "\n" + failure.Explanation));
            return;
        }

        key.Add((int)operation.Kind);
        key.Add(operation.Location);
        key.Add(operation.A);
        key.Add(operation.B);
        key.Add((int)operation.Order);
        key.Add(operation.Function is null ? 0 : IdOf(operation.Function));
        for (var frame = end.Top; frame is not null; frame = frame.Caller)
        {
            frame.Write(key, _deadLocals);
        }
    }

    private int IdOf(Delegate function)
    {
        if (function.Target is { } target && ImmutableObjects.FieldsOf(target.GetType()).Any())
        {
            throw new RoutineMisuseException(
                $"{function.Method.DeclaringType?.FullName}.{function.Method.Name} captures variables: the function of a " +
                "step must be static, and take what it needs as its argument.");
        }

        if (!_functions.TryGetValue(function.Method, out var id))
        {
            id = _functions.Count + 1;
            _functions.Add(function.Method, id);
        }

        return id;
    }

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
