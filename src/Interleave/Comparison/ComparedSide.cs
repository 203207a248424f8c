using System.Threading;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Comparison;

/// <summary>One of two compared programs: its local states, and what they do on each value.</summary>
internal sealed class ComparedSide
{
    private readonly Machine _machine;
    private readonly LocalStates _locals;
    private readonly string[] _names;
    private readonly SequentialExecution _execution;
    private readonly Dictionary<(int State, int Result), int> _next = [];

    public ComparedSide(ConcurrentProgram program, CellNames names)
    {
        _machine = program.Boot();
        _names = names.Of(_machine);
        _execution = new SequentialExecution(_machine, symmetric: false, wide: true);
        _locals = _execution.Locals;
    }

    /// <summary>What the program's own states show.</summary>
    public SeenValues Values { get; } = new();

    /// <summary>Walks through the program's states, for their values.</summary>
    public void Explore(int maxStates, CancellationToken interrupt) =>
        Values.Explore(_execution, _names, maxStates, interrupt);

    /// <summary>Tells what fibers were about to do.</summary>
    public void NoteTo(CellFamily family, int side)
    {
        foreach (var local in Values.Met)
        {
            family.Note(_machine, _names, _locals[local], side);
        }
    }

    /// <summary>The fibers that are compared.</summary>
    public IReadOnlyList<FiberDefinition> Fibers => _machine.Fibers;

    /// <summary>A local state.</summary>
    public LocalState this[int id] => _locals[id];

    /// <summary>Where a fiber begins.</summary>
    public int Start(int fiber) => _execution.Starts[fiber];

    /// <summary>The announced step.</summary>
    public ref readonly HotOperation OperationOf(int id) => ref _locals.Operations[id];

    /// <summary>What its cell is called in both programs; null for a step on none.</summary>
    public string? CellOf(int id) => OperationOf(id).Location is >= 0 and var at ? _names[at] : null;

    /// <summary>How a value of the step's cell is printed.</summary>
    public string Format(int id, int value) =>
        OperationOf(id).Location is >= 0 and var at ? _machine.Cells[at].Format(value) : $"{value}";

    /// <summary>Whether it holds a lock.</summary>
    public bool Holds(int id, string name) =>
        _locals[id].Holdings.All.Any(held => _machine.Resources[held.Resource] is { IsLock: true } r && r.Name == name);

    /// <summary>All that it holds, in words.</summary>
    public string Held(int id) =>
        string.Join(
            ", ",
            _locals[id]
                .Holdings.All.Select(held => (Amount: held.Count, _machine.Resources[held.Resource].Name))
                .OrderBy(static held => held.Name, StringComparer.Ordinal)
                .Select(static held => held.Amount == 1 ? held.Name : $"{held.Amount} {held.Name}")
        );

    /// <summary>What the step does to a value; false if it has to wait.</summary>
    public bool TryApply(int id, int value, out int result, out int after)
    {
        ref readonly var operation = ref OperationOf(id);
        (result, after) = (0, value);
        if (operation.Location < 0)
        {
            result = operation.Kind == OperationKind.Choose ? value : 0;
            return true;
        }

        if (operation.IsGuarded && !operation.IsOpen(value, 1))
        {
            return false;
        }

        result = operation.Apply(value, out after);
        return true;
    }

    /// <summary>Where a result leads; -1 if the code cannot go on with it.</summary>
    public int Next(int id, int result)
    {
        if (!_next.TryGetValue((id, result), out var next))
        {
            next = _locals.Try(id, result);
            _next.Add((id, result), next);
        }

        return next;
    }

    /// <summary>Where a step leads that nobody else can see: a load whose value makes no difference, or one that
    /// touches no memory; -1 for any other.</summary>
    /// <param name="id">The local state.</param>
    /// <param name="values">The values that the step's cell can have.</param>
    public int Silently(int id, ReadOnlySpan<int> values)
    {
        ref readonly var operation = ref OperationOf(id);
        if (operation.Kind == OperationKind.Pass)
        {
            return Next(id, 0);
        }

        var common = -1;
        if (operation.Kind == OperationKind.Load)
        {
            foreach (var value in values)
            {
                var next = Next(id, value);
                if (next < 0 || (common >= 0 && next != common) || _locals.Failed[next])
                {
                    return -1;
                }

                common = next;
            }
        }

        return common;
    }

    /// <summary>The announced step in words.</summary>
    public ComparedStep Describe(int id, int before)
    {
        var state = _locals[id];
        if (state.Failure is { } failure)
        {
            return new(null, OperationKind.None, default, $"fails: {failure.Explanation}", CallsOf(before));
        }

        var operation = state.Operation;
        if (operation.Kind == OperationKind.None)
        {
            var held = Held(id);
            return new(
                null,
                OperationKind.None,
                default,
                held.Length == 0 ? "returns" : $"returns and holds {held}",
                []
            );
        }

        return new(CellOf(id), operation.Kind, operation.Order, Words(id, operation), CallsOf(id));
    }

    private System.Collections.Immutable.ImmutableArray<RoutineCall> CallsOf(int id) => id < 0 ? [] : _locals[id].Calls;

    private string Words(int id, in Operation operation)
    {
        var cell = CellOf(id) ?? operation.Label ?? "";
        var what = operation.Kind switch
        {
            OperationKind.Load => $"loads {cell}",
            OperationKind.Store => $"stores {Format(id, operation.A)} to {cell}",
            OperationKind.Add => $"adds {operation.A} to {cell}",
            OperationKind.AddUnless => $"adds {operation.A} to {cell} unless it is {Format(id, operation.B)}",
            OperationKind.CompareExchange =>
                $"exchanges {Format(id, operation.A)} for {Format(id, operation.B)} in {cell}",
            OperationKind.Exchange => $"exchanges {cell} for {Format(id, operation.A)}",
            OperationKind.Update => $"updates {cell} ({operation.A})",
            OperationKind.Until => $"waits for {cell}",
            OperationKind.Acquire or OperationKind.AcquireShared => $"takes {cell}",
            OperationKind.TryAcquire => $"tries to take {cell}",
            OperationKind.Release or OperationKind.ReleaseShared => $"drops {cell}",
            OperationKind.Begin => $"begins {cell}",
            OperationKind.Free => $"frees {cell}",
            OperationKind.Choose => $"branches {operation.A} ways: {operation.Label}",
            _ => $"{operation.Kind} {cell}".TrimEnd(),
        };
        return
            operation.Kind
                is OperationKind.Load
                    or OperationKind.Store
                    or OperationKind.Add
                    or OperationKind.AddUnless
                    or OperationKind.CompareExchange
                    or OperationKind.Exchange
                    or OperationKind.Update
            ? $"{what}, {operation.Order.ToString().ToLowerInvariant()}"
            : what;
    }
}
