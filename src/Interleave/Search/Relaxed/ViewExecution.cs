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
    private readonly bool[] _isLive;

    public ViewExecution(Execution shown, bool symmetric, DeliberateFault fault)
        : base(shown, symmetric, fault)
    {
        _memory = new MessageHistories(shown.Memory, FiberCount);
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

        var choices = !IsAlive(operation) ? 1 : WaysOf(operation, history.Count, _memory.Of(fiber));
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
            Order(fiber, operation);
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
            OperationKind.Load or OperationKind.Until => Read(fiber, operation, announced, step.Choice),
            OperationKind.Store => Store(fiber, operation, announced, step.Choice),
            _ => Change(fiber, operation, announced),
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

    // Choices are counted from the newest: a load's messages, and the messages that a store does not have to follow.
    private static int WaysOf(in HotOperation operation, int length, FiberViews views) => operation.Kind switch
    {
        OperationKind.Load when operation.Order == MemoryOrder.Full => 1,
        OperationKind.Load or OperationKind.Until => length - views.Read[operation.Location],
        OperationKind.Store => length - views.Write[operation.Location],
        _ => 1,
    };

    private void Order(int fiber, in HotOperation operation)
    {
        var views = _memory.Of(fiber);
        switch (operation.Kind == OperationKind.Barrier ? (MemoryBarrier?)operation.A : null)
        {
            case MemoryBarrier.Full or MemoryBarrier.AfterAtomic:
                _memory.ShareAll(fiber, Fault != DeliberateFault.ForgetBarriers);
                break;
            case MemoryBarrier.Read:
                MessageHistories.Join(views.Read, views.Seen);
                break;
            case MemoryBarrier.Write:
                MessageHistories.Join(views.Released, views.Own);
                break;
        }
    }

    private RelaxedEffect Read(int fiber, in HotOperation operation, in Operation announced, int choice)
    {
        var place = _memory[operation.Location].Count - 1 - choice;
        if (operation.Order == MemoryOrder.Full)
        {
            _memory.ShareAll(fiber, true);
        }

        var value = _memory[operation.Location][place].Value;
        See(fiber, operation.Location, place, operation.Order is MemoryOrder.Acquire or MemoryOrder.Full);
        if (operation.Order == MemoryOrder.Full)
        {
            _memory.ShareAll(fiber, true);
        }

        return new RelaxedEffect(announced, choice == 0 ? AccessPath.Direct : AccessPath.Old, value, value, value);
    }

    private RelaxedEffect Store(int fiber, in HotOperation operation, in Operation announced, int choice)
    {
        var place = _memory[operation.Location].Count - choice;
        var before = _memory[operation.Location][place - 1].Value;
        var views = _memory.Of(fiber);
        var view = (int[])(operation.Order == MemoryOrder.Release ? views.Seen : views.Released).Clone();
        Put(fiber, operation.Location, place, new Message(operation.A, false, view));
        if (operation.Order == MemoryOrder.Full)
        {
            _memory.ShareAll(fiber, Fault != DeliberateFault.ForgetBarriers);
        }

        return new RelaxedEffect(announced, choice == 0 ? AccessPath.Direct : AccessPath.Overtaken, before, operation.A);
    }

    // Everything that is a read-modify-write, or has to act on what is there: it finds the newest message.
    private RelaxedEffect Change(int fiber, in HotOperation operation, in Operation announced)
    {
        var location = operation.Location;
        var last = _memory.Newest(location);
        var result = Apply(operation, last.Value, 0, out var after);
        var views = _memory.Of(fiber);
        if (operation.Kind is OperationKind.AddUnless or OperationKind.CompareExchange or OperationKind.TryAcquire && result == 0)
        {
            See(fiber, location, _memory[location].Count - 1, false); // a conditional change that failed orders nothing
            return new RelaxedEffect(announced, AccessPath.Direct, last.Value, last.Value, result);
        }

        var isLock = operation.Kind is OperationKind.Acquire or OperationKind.TryAcquire or OperationKind.AcquireShared;
        var isUnlock = operation.Kind is OperationKind.Release or OperationKind.ReleaseShared;
        var isFull = operation.Order == MemoryOrder.Full && !isLock && !isUnlock;
        if (isFull)
        {
            _memory.ShareAll(fiber, Fault != DeliberateFault.ForgetBarriers);
        }

        switch (operation.Order)
        {
            case MemoryOrder.EnterSection:
                See(fiber, location, _memory[location].Count - 1, true);
                MessageHistories.Join(views.Released, last.View);
                break;
            case MemoryOrder.LeaveSection:
                _memory.LeaveBehind(location, views.Seen);
                break;
            default:
                See(fiber, location, _memory[location].Count - 1, isLock || operation.Order == MemoryOrder.Acquire);
                break;
        }

        // Of one lock, or on one CPU, an unlock and the lock after it order what is on either side for everybody.
        if (isLock)
        {
            MessageHistories.Join(views.Released, last.View);
            MessageHistories.Join(views.Released, views.Unlocked);
            MessageHistories.Join(views.Read, views.Unlocked);
            MessageHistories.Join(views.Write, views.Unlocked);
        }
        else if (isUnlock)
        {
            MessageHistories.Join(views.Unlocked, views.Seen);
        }

        var isSection = operation.Order is MemoryOrder.EnterSection or MemoryOrder.LeaveSection;
        var view = (int[])(isSection ? last.View
            : isUnlock || operation.Order == MemoryOrder.Release ? views.Seen : views.Released).Clone();
        MessageHistories.Join(view, last.View); // a release sequence
        Put(fiber, location, _memory[location].Count, new Message(after, true, view));
        if (isFull)
        {
            _memory.ShareAll(fiber, Fault != DeliberateFault.ForgetBarriers);
        }

        if (isLock || isUnlock || isSection || operation.Kind is OperationKind.Begin or OperationKind.Free)
        {
            _memory.Collapse(location);
        }

        return new RelaxedEffect(announced, AccessPath.Direct, last.Value, after, result);
    }

    private void See(int fiber, int location, int place, bool acquires)
    {
        var (views, message) = (_memory.Of(fiber), _memory[location][place]);
        views.Read[location] = Math.Max(views.Read[location], place);
        views.Write[location] = Math.Max(views.Write[location], place);
        views.Seen[location] = Math.Max(views.Seen[location], place);
        MessageHistories.Join(views.Seen, message.View);
        if (acquires && Fault != DeliberateFault.AcquireNothing)
        {
            MessageHistories.Join(views.Read, message.View);
            MessageHistories.Join(views.Write, message.View);
            if (OperationOf(fiber).Order == MemoryOrder.Acquire && _memory.LeftBehind(location) is { } left)
            {
                MessageHistories.Join(views.Seen, left);
                MessageHistories.Join(views.Read, left);
                MessageHistories.Join(views.Write, left);
            }
        }
    }

    private void Put(int fiber, int location, int place, Message message)
    {
        _memory.Insert(location, place, message);
        var views = _memory.Of(fiber);
        views.Read[location] = Math.Max(views.Read[location], place);
        views.Write[location] = Math.Max(views.Write[location], place);
        views.Seen[location] = Math.Max(views.Seen[location], place);
        views.Own[location] = Math.Max(views.Own[location], place);
        MessageHistories.Join(views.Own, message.View);
    }

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
