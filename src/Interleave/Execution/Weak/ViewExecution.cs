using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Execution.Weak;

/// <summary>
/// A weak memory in the spirit of the kernel's memory model (Alglave et al., ASPLOS 2018), as a machine of messages and
/// views (Kang et al., POPL 2017) without promises: steps are taken in program order, a load chooses among the messages
/// that the fiber's view does not exclude, and a store chooses its timestamp among those that it does not have to
/// follow.
/// </summary>
/// <remarks>docs/memory-models.md says where this is stronger and where weaker than the kernel's model.</remarks>
internal sealed class ViewExecution : RelaxedExecution
{
    private readonly ModificationOrders _memory;
    private readonly ViewRules _rules;
    private readonly Canonicalization _canonicalization;
    private readonly bool _leavesOut;

    /// <summary>The first state.</summary>
    /// <param name="shown">What properties look at, in its first state.</param>
    /// <param name="symmetric">True if equal fibers can change places.</param>
    /// <param name="rules">What steps do with messages and views.</param>
    /// <param name="mayAccess">What fibers may still do; null if that is not known.</param>
    public ViewExecution(
        ShownState shown,
        bool symmetric,
        Func<Machine, ModificationOrders, ViewRules> rules,
        WeakMayAccessSets? mayAccess = null
    )
        : base(shown, symmetric)
    {
        _memory = new ModificationOrders(shown.Memory, FiberCount, mayAccess?.Columns);
        _rules = rules(Machine, _memory);
        _canonicalization = new Canonicalization(_memory, FiberCount, mayAccess, _rules);
        _leavesOut = mayAccess is not null;
    }

    /// <inheritdoc/>
    protected override string BoundInWords => $"histories of cells were cut at {ModificationOrders.MaxLength} values";

    /// <inheritdoc/>
    public override void AddSteps(int fiber, List<ScheduledStep> moves)
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

        var count = _memory.Count(operation.Location);
        if (operation.Writes && count == ModificationOrders.MaxLength)
        {
            WasBounded = true;
            return;
        }

        var first = moves.Count;
        var choices = !IsAlive(operation) ? 1 : _rules.WaysOf(fiber, operation);
        for (var choice = 0; choice < choices; choice++)
        {
            var timestamp = count - choice;
            if (
                operation.Kind == OperationKind.Store
                    ? choice == 0 || !_memory.IsAdjacent(operation.Location, timestamp)
                    : !operation.IsGuarded
                        || operation.IsOpen(
                            _memory.ValueAt(operation.Location, timestamp - 1),
                            IsAlive(operation) ? 1 : 0
                        )
            )
            {
                moves.Add(new ScheduledStep(fiber, choice));
            }
        }

        if (_leavesOut && !operation.Writes && moves.Count > first + 1)
        {
            LeaveOut(operation.Location, first, moves);
        }
    }

    /// <inheritdoc/>
    public override Violation? Take(ScheduledStep step, out StepEffect effect)
    {
        var fiber = step.Fiber;
        var operation = OperationOf(fiber);
        var announced = Shown.LocalState(fiber).Operation;
        if (operation.Location < 0)
        {
            _rules.Order(fiber, operation);
            var way = operation.Kind == OperationKind.Choose ? step.Choice : 0;
            effect = new StepEffect(announced, AccessPath.Direct, Result: way);
            return Finish(fiber, way);
        }

        var newest = _memory.NewestValue(operation.Location);
        effect = new StepEffect(announced, AccessPath.Direct, newest, newest);
        if (!IsAlive(operation))
        {
            return LifetimeRules.UseAfterFree(Machine.Cells[operation.Location]);
        }

        if (operation.IsLifetimeMisuse(newest))
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
    public override bool MayMiss(int fiber)
    {
        ref readonly var operation = ref OperationOf(fiber);
        return operation.Kind == OperationKind.Until
            && IsAlive(operation)
            && !operation.IsOpen(_memory.NewestValue(operation.Location), 1);
    }

    /// <summary>The local state that a move leads its fiber to; -1 if it is a violation.</summary>
    public int Peek(ScheduledStep move)
    {
        ref readonly var operation = ref OperationOf(move.Fiber);
        var result = move.Choice;
        if (operation.Location >= 0)
        {
            if (!IsAlive(operation) || operation.Kind.IsLifetimeStep())
            {
                return
                    IsAlive(operation)
                    && (_memory.NewestValue(operation.Location) == 1) == (operation.Kind == OperationKind.Free)
                    ? Shown.Locals.Next(Local[move.Fiber], 0)
                    : -1;
            }

            var timestamp = operation.Writes ? 0 : move.Choice;
            result = operation.Apply(
                _memory.ValueAt(operation.Location, _memory.Count(operation.Location) - 1 - timestamp),
                out _
            );
        }
        else if (operation.Kind != OperationKind.Choose)
        {
            result = 0;
        }

        var next = Shown.Locals.Next(Local[move.Fiber], result);
        return Shown.Locals.Failed[next] ? -1 : next;
    }

    /// <summary>True if a fiber's next step, a full barrier, would tell others something that they could make something
    /// of.</summary>
    public bool HasNews(int fiber)
    {
        ref readonly var operation = ref OperationOf(fiber);
        if (!Views.IsCovered(_memory.Of(fiber).Acquire, _memory.Barriers))
        {
            return true;
        }

        var location = operation.Location;
        return location >= 0
            && (
                !Views.IsCovered(_memory.Newest(location).View, _memory.Barriers)
                || (
                    _canonicalization.CanBeToldApart(location, Local)
                    && _memory.TimestampIn(_memory.Barriers, location)
                        < _memory.Count(location) - (operation.Writes ? 0 : 1)
                )
            );
    }

    /// <inheritdoc/>
    public override bool Show()
    {
        for (var location = 0; location < _memory.Cells; location++)
        {
            Show(location, _memory.NewestValue(location));
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
        RestoreFibers(from[..FiberCount]);
        _memory.Restore(from[FiberCount..]);
    }

    /// <inheritdoc/>
    public override (ulong First, ulong Second) Fingerprint
    {
        get
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
    }

    /// <inheritdoc/>
    public override bool AreEqual(int a, int b) =>
        Local[a] == Local[b] && _memory.Of(a).All.SequenceEqual(_memory.Of(b).All);

    // Of two messages that lead a fiber to the same local state, the older one that tells it no more allows all that
    // the other does.
    private void LeaveOut(int location, int first, List<ScheduledStep> moves)
    {
        for (var older = moves.Count - 1; older > first; older--)
        {
            var to = Peek(moves[older]);
            for (var newer = older - 1; newer >= first; newer--)
            {
                if (
                    to >= 0
                    && Peek(moves[newer]) == to
                    && _rules.SaysNoMore(MessageOf(moves[older]), MessageOf(moves[newer]))
                )
                {
                    moves.RemoveAt(newer);
                    older--;
                }
            }
        }

        Message MessageOf(ScheduledStep move) => _memory.At(location, _memory.Count(location) - 1 - move.Choice);
    }

    private bool IsAlive(in HotOperation operation) =>
        operation.Lifetime < 0 || _memory.NewestValue(operation.Lifetime) != 0;

    private Violation? Finish(int fiber, int result)
    {
        var failure = GoOn(fiber, result);
        _canonicalization.Run(Local, Shown.Locals.Operations);
        return failure;
    }
}
