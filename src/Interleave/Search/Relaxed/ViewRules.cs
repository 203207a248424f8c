using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Search.Relaxed;

/// <summary>
/// What each step does with messages and views: which it may find, what it learns from them, and what it gives away. The
/// kernel's memory model in operational terms.
/// </summary>
internal sealed class ViewRules(MessageHistories memory, DeliberateFault fault)
{
    /// <summary>
    /// How many ways a step can go. Choices are counted from the newest: a load's messages, and the messages that a store does
    /// not have to follow.
    /// </summary>
    public int WaysOf(int fiber, in HotOperation operation) => operation.Kind switch
    {
        OperationKind.Load when operation.Order == MemoryOrder.Full => 1,
        OperationKind.Load or OperationKind.Until => memory[operation.Location].Count - memory.Of(fiber).Read[operation.Location],
        OperationKind.Store when fault == DeliberateFault.OvertakeLoads =>
            memory[operation.Location].Count - memory.Of(fiber).Read[operation.Location],
        OperationKind.Store => memory[operation.Location].Count - memory.Of(fiber).Seen[operation.Location],
        _ => 1,
    };

    /// <summary>A step that touches no cell: a barrier moves the fiber's views.</summary>
    public void Order(int fiber, in HotOperation operation)
    {
        var views = memory.Of(fiber);
        switch (operation.Kind == OperationKind.Barrier ? (MemoryBarrier?)operation.A : null)
        {
            case MemoryBarrier.Full or MemoryBarrier.AfterAtomic:
                memory.ShareAll(fiber, fault != DeliberateFault.ForgetBarriers);
                break;
            case MemoryBarrier.Read:
                MessageHistories.Join(views.Read, views.Seen);
                break;
            case MemoryBarrier.Write when fault != DeliberateFault.ForgetWriteBarriers:
                MessageHistories.Join(views.Released, views.Own);
                break;
        }
    }

    /// <summary>A load of the message that a choice means.</summary>
    public RelaxedEffect Read(int fiber, in HotOperation operation, in Operation announced, int choice)
    {
        var place = memory[operation.Location].Count - 1 - choice;
        if (operation.Order == MemoryOrder.Full)
        {
            memory.ShareAll(fiber, true);
        }

        var value = memory[operation.Location][place].Value;
        See(fiber, operation, place, operation.Order is MemoryOrder.Acquire or MemoryOrder.Full);
        if (operation.Order == MemoryOrder.Full)
        {
            memory.ShareAll(fiber, true);
        }

        return new RelaxedEffect(announced, choice == 0 ? AccessPath.Direct : AccessPath.Old, value, value, value);
    }

    /// <summary>A store to the place that a choice means.</summary>
    public RelaxedEffect Store(int fiber, in HotOperation operation, in Operation announced, int choice)
    {
        var place = memory[operation.Location].Count - choice;
        var before = memory[operation.Location][place - 1].Value;
        var views = memory.Of(fiber);
        var view = (int[])(operation.Order == MemoryOrder.Release ? views.Seen : views.Released).Clone();
        Put(fiber, operation.Location, place, new Message(operation.A, false, view, (int[])views.Settled.Clone()));
        if (operation.Order == MemoryOrder.Full)
        {
            memory.ShareAll(fiber, fault != DeliberateFault.ForgetBarriers);
        }

        return new RelaxedEffect(announced, choice == 0 ? AccessPath.Direct : AccessPath.Overtaken, before, operation.A);
    }

    /// <summary>Everything that is a read-modify-write, or has to act on what is there: it finds the newest message.</summary>
    public RelaxedEffect Change(int fiber, in HotOperation operation, in Operation announced)
    {
        var location = operation.Location;
        var last = memory.Newest(location);
        var result = operation.Apply(last.Value, out var after);
        var views = memory.Of(fiber);
        if (operation.Kind is OperationKind.AddUnless or OperationKind.CompareExchange or OperationKind.TryAcquire && result == 0)
        {
            See(fiber, operation, memory[location].Count - 1, false); // a conditional change that failed orders nothing
            return new RelaxedEffect(announced, AccessPath.Direct, last.Value, last.Value, result);
        }

        var isLock = operation.Kind is OperationKind.Acquire or OperationKind.TryAcquire or OperationKind.AcquireShared;
        var isUnlock = operation.Kind is OperationKind.Release or OperationKind.ReleaseShared;
        var isFull = operation.Order == MemoryOrder.Full && !isLock && !isUnlock;
        if (isFull)
        {
            memory.ShareAll(fiber, fault != DeliberateFault.ForgetBarriers);
        }

        switch (operation.Order)
        {
            case MemoryOrder.EnterSection:
                See(fiber, operation, memory[location].Count - 1, true);
                MessageHistories.Join(views.Released, last.View);
                break;
            case MemoryOrder.LeaveSection:
                memory.LeaveBehind(location, views.Seen);
                break;
            default:
                See(fiber, operation, memory[location].Count - 1, isLock || (operation.Order == MemoryOrder.Acquire && !isUnlock));
                break;
        }

        // Of one lock, or on one CPU, an unlock and the lock after it order what is on either side for everybody.
        if (isLock)
        {
            MessageHistories.Join(views.Released, last.View);
            MessageHistories.Join(views.Released, views.Unlocked);
            MessageHistories.Join(views.Read, views.Unlocked);
        }
        else if (isUnlock)
        {
            MessageHistories.Join(views.Unlocked, views.Seen);
        }

        var isSection = operation.Order is MemoryOrder.EnterSection or MemoryOrder.LeaveSection;
        var view = (int[])(isSection ? last.View
            : isUnlock || operation.Order == MemoryOrder.Release ? views.Seen : views.Released).Clone();
        MessageHistories.Join(view, last.View); // a release sequence
        Put(fiber, location, memory[location].Count, new Message(after, true, view, (int[])(isSection ? last.Settled : views.Settled).Clone()));
        if (isFull)
        {
            memory.ShareAll(fiber, fault != DeliberateFault.ForgetBarriers);
        }

        if (isLock || isUnlock || isSection || operation.Kind is OperationKind.Begin or OperationKind.Free)
        {
            memory.Collapse(location);
        }

        return new RelaxedEffect(announced, AccessPath.Direct, last.Value, after, result);
    }

    private void See(int fiber, in HotOperation operation, int place, bool acquires)
    {
        var location = operation.Location;
        var (views, message) = (memory.Of(fiber), memory[location][place]);
        views.Read[location] = Math.Max(views.Read[location], place);
        views.Seen[location] = Math.Max(views.Seen[location], place);
        MessageHistories.Join(views.Seen, message.View);
        MessageHistories.Join(views.Seen, message.Settled);
        MessageHistories.Join(views.Settled, message.Settled);
        if (acquires && fault != DeliberateFault.AcquireNothing)
        {
            MessageHistories.Join(views.Read, message.View);
            MessageHistories.Join(views.Read, message.Settled);
            if (operation.Order == MemoryOrder.Acquire && memory.LeftBehind(location) is { } left)
            {
                MessageHistories.Join(views.Seen, left);
                MessageHistories.Join(views.Read, left);
            }
        }
    }

    private void Put(int fiber, int location, int place, Message message)
    {
        memory.Insert(location, place, message);
        var views = memory.Of(fiber);
        views.Read[location] = Math.Max(views.Read[location], place);
        views.Seen[location] = Math.Max(views.Seen[location], place);
        views.Own[location] = Math.Max(views.Own[location], place);
        MessageHistories.Join(views.Own, message.View);
    }
}
