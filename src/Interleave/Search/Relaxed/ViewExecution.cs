using Interleave.Memory;
using Interleave.Routines;
using Interleave.Traces;

namespace Interleave.Search.Relaxed;

/// <summary>
/// A weak memory in the spirit of the kernel's memory model (Alglave et al., ASPLOS 2018), as a machine of messages and views
/// (Kang et al., POPL 2017) without promises: steps are taken in program order, a load chooses among the messages that the
/// fiber's view does not exclude, and a store chooses its place among those that it does not have to follow.
/// </summary>
/// <remarks>docs/memory-models.md says where this is stronger and where weaker than the kernel's model.</remarks>
internal sealed class ViewExecution : RelaxedExecution
{
    private readonly MessageHistories _memory;
    private readonly ViewRules _rules;
    private readonly bool[] _isLive;

    public ViewExecution(Execution shown, bool symmetric, DeliberateFault fault)
        : base(shown, symmetric, fault)
    {
        _memory = new MessageHistories(shown.Memory, FiberCount);
        _rules = new ViewRules(_memory, fault);
        _isLive = new bool[FiberCount];
    }

    /// <inheritdoc/>
    public override string Bound => $"histories of cells were cut at {MessageHistories.MaxLength} values";

    /// <inheritdoc/>
    public override void AddMoves(int fiber, List<ScheduledStep> moves)
    {
        ref readonly var operation = ref OperationOf(fiber);
        if (operation.Kind == OperationKind.None)
        {
            return;
        }

        if (operation.Location < 0)
        {
            for (var choice = 0; choice < (operation.Kind == OperationKind.Choose ? operation.A : 1); choice++)
            {
                moves.Add(new ScheduledStep(fiber, choice));
            }

            return;
        }

        var history = _memory[operation.Location];
        if (operation.Writes && history.Count == MessageHistories.MaxLength)
        {
            WasBounded = true;
            return;
        }

        var choices = !IsAlive(operation) ? 1 : _rules.WaysOf(fiber, operation);
        for (var choice = 0; choice < choices; choice++)
        {
            var place = history.Count - choice;
            if (operation.Kind == OperationKind.Store ? choice == 0 || !history[place].IsTied
                : !operation.IsGuarded || IsOpen(operation, history[place - 1].Value, IsAlive(operation)))
            {
                moves.Add(new ScheduledStep(fiber, choice));
            }
        }
    }

    /// <inheritdoc/>
    public override Violation? Take(ScheduledStep step, out RelaxedEffect effect)
    {
        var fiber = step.Fiber;
        var operation = OperationOf(fiber);
        var announced = Shown.LocalState(fiber).Operation;
        if (operation.Location < 0)
        {
            _rules.Order(fiber, operation);
            var way = Apply(operation, 0, step.Choice, out _);
            effect = new RelaxedEffect(announced, AccessPath.Direct, Result: way);
            return Finish(fiber, way);
        }

        var newest = _memory.Newest(operation.Location).Value;
        effect = new RelaxedEffect(announced, AccessPath.Direct, newest, newest);
        if (!IsAlive(operation))
        {
            return LifetimeRules.UseAfterFree(Machine.Cells[operation.Location]);
        }

        if (operation.Kind is OperationKind.Begin or OperationKind.Free && (newest == 1) == (operation.Kind == OperationKind.Begin))
        {
            return LifetimeRules.Misuse(Machine.Cells[operation.Location], operation.Kind);
        }

        effect = operation.Kind switch
        {
            OperationKind.Load or OperationKind.Until => _rules.Read(fiber, operation, announced, step.Choice),
            OperationKind.Store => _rules.Store(fiber, operation, announced, step.Choice),
            _ => _rules.Change(fiber, operation, announced),
        };
        return Finish(fiber, effect.Result);
    }

    /// <inheritdoc/>
    public override bool Show()
    {
        for (var location = 0; location < _memory.Cells; location++)
        {
            Shown.Memory[location] = _memory.Newest(location).Value;
        }

        return true;
    }

    /// <inheritdoc/>
    public override void Save(List<int> to)
    {
        to.AddRange(Local);
        _memory.Save(to);
    }

    /// <inheritdoc/>
    public override void Restore(ReadOnlySpan<int> from)
    {
        from[..FiberCount].CopyTo(Local);
        _memory.Restore(from[FiberCount..]);
    }

    /// <inheritdoc/>
    public override (ulong First, ulong Second) Fingerprint()
    {
        var first = _memory.Hash();
        var second = Other(first);
        for (var fiber = 0; fiber < FiberCount; fiber++)
        {
            var views = _memory.HashOf(fiber);
            first += FiberPart(StableHash.Mix(Shown.Locals.First[Local[fiber]] + views), fiber);
            second += FiberPart(StableHash.Mix(Shown.Locals.Second[Local[fiber]] + Other(views)), fiber);
        }

        return (first, second);
    }

    /// <inheritdoc/>
    public override bool AreEqual(int a, int b) => Local[a] == Local[b] && _memory.Of(a).IsEqual(_memory.Of(b));

    private bool IsAlive(in HotOperation operation) => operation.Lifetime < 0 || _memory.Newest(operation.Lifetime).Value != 0;

    private Violation? Finish(int fiber, int result)
    {
        var failure = GoOn(fiber, result);
        for (var other = 0; other < FiberCount; other++)
        {
            _isLive[other] = OperationOf(other).Kind != OperationKind.None;
        }

        _memory.Forget(_isLive);
        return failure;
    }
}
