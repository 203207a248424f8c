using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;

namespace Interleave.Execution.Weak;

/// <summary>
/// What each step does with messages and views: which it may find, what it learns from them, and what it gives away.
/// The kernel's memory model in operational terms.
/// </summary>
/// <remarks>Rules are objects so that tests can put a broken one in their place, and show that they would
/// notice.</remarks>
internal class ViewRules(Machine machine, ModificationOrders memory)
{
    private readonly Dictionary<int, int[]> _cellsOf = []; // by the cell of a lifetime
    private readonly byte[] _given = new byte[memory.Width];
    private readonly byte[] _scFence = new byte[memory.Width];
    private readonly byte[] _all = [.. Enumerable.Repeat(Views.All, memory.Width)];

    /// <summary>
    /// How many ways a step can go. Choices are counted from the newest: a load's messages, and the messages that a
    /// store does not have to follow.
    /// </summary>
    public int WaysOf(int fiber, in HotOperation operation) =>
        operation.Kind switch
        {
            OperationKind.Load or OperationKind.Until when operation.Order == MemoryOrder.Full => 1,
            OperationKind.Load or OperationKind.Until => memory.Count(operation.Location)
                - memory.TimestampIn(memory.Of(fiber).Current, operation.Location),
            OperationKind.Store => memory.Count(operation.Location) - FirstPlaceFor(fiber, operation.Location),
            _ => 1,
        };

    /// <summary>A step that touches no cell: a barrier moves the fiber's views.</summary>
    public void Order(int fiber, in HotOperation operation)
    {
        var views = memory.Of(fiber);
        switch (operation.Kind == OperationKind.Barrier ? (MemoryBarrier?)operation.A : null)
        {
            case MemoryBarrier.Full or MemoryBarrier.AfterAtomic:
                ShareAll(fiber);
                break;
            case MemoryBarrier.Read:
                Views.Join(views.Current, views.Acquire);
                break;
            case MemoryBarrier.Write:
                OrderStores(fiber);
                break;
        }
    }

    /// <summary>A load of the message that a choice means.</summary>
    public StepEffect Read(int fiber, in HotOperation operation, in Operation announced, int choice)
    {
        var timestamp = memory.Count(operation.Location) - 1 - choice;
        if (operation.Order == MemoryOrder.Full)
        {
            ShareAll(fiber);
        }

        var value = memory.At(operation.Location, timestamp).Value;
        See(fiber, operation, timestamp, operation.Order is MemoryOrder.Acquire or MemoryOrder.Full);
        if (operation.Order == MemoryOrder.Full)
        {
            ShareAll(fiber);
        }

        return new StepEffect(announced, choice == 0 ? AccessPath.Direct : AccessPath.Old, value, value, value);
    }

    /// <summary>A store to the timestamp that a choice means.</summary>
    public StepEffect Store(int fiber, in HotOperation operation, in Operation announced, int choice)
    {
        var timestamp = memory.Count(operation.Location) - choice;
        var before = memory.At(operation.Location, timestamp - 1).Value;
        var views = memory.Of(fiber);
        (operation.Order == MemoryOrder.Release ? views.Acquire : views.Release).CopyTo(_given);
        views.ScFence.CopyTo(_scFence);
        Put(fiber, operation.Location, timestamp, operation.A, false);
        if (operation.Order == MemoryOrder.Full)
        {
            ShareAll(fiber);
        }

        return new StepEffect(announced, choice == 0 ? AccessPath.Direct : AccessPath.Overtaken, before, operation.A);
    }

    /// <summary>Everything that is a read-modify-write, or has to act on what is there: it finds the newest
    /// message.</summary>
    public StepEffect Change(int fiber, in HotOperation operation, in Operation announced)
    {
        var location = operation.Location;
        var last = memory.Newest(location);
        var result = operation.Apply(last.Value, out var after);
        var views = memory.Of(fiber);
        if (operation.Fails(last.Value))
        {
            See(fiber, operation, memory.Count(location) - 1, false); // a conditional change that failed orders nothing
            return new StepEffect(announced, AccessPath.Direct, last.Value, last.Value, result);
        }

        var isLock = operation.Kind.TakesLock();
        var isUnlock = operation.Kind.DropsLock();
        var isFull = operation.IsFullBarrier;
        if (isFull)
        {
            ShareAll(fiber);
        }

        switch (operation.Order)
        {
            case MemoryOrder.EnterSection:
                See(fiber, operation, memory.Count(location) - 1, true);
                Views.Join(views.Release, last.View);
                break;
            case MemoryOrder.LeaveSection:
                memory.LeaveBehind(location, views.Acquire);
                break;
            case MemoryOrder.AfterWait:
                break;
            default:
                See(
                    fiber,
                    operation,
                    memory.Count(location) - 1,
                    isLock || (operation.Order is MemoryOrder.Acquire or MemoryOrder.Full && !isUnlock)
                );
                break;
        }

        // Of one lock, or on one CPU, an unlock and the lock after it order what is on either side for everybody.
        if (isLock)
        {
            Views.Join(views.Release, last.View);
            Views.Join(views.Release, views.Unlocked);
            Views.Join(views.Current, views.Unlocked);
        }
        else if (isUnlock)
        {
            Views.Join(views.Unlocked, views.Acquire);
        }

        var isSection =
            operation.Order is MemoryOrder.EnterSection or MemoryOrder.LeaveSection or MemoryOrder.AfterWait;
        (
            isSection ? last.View
            : isUnlock || operation.Order == MemoryOrder.Release ? views.Acquire
            : views.Release
        ).CopyTo(_given);
        Views.Join(_given, last.View); // a release sequence
        (isSection ? last.ScFence : views.ScFence).CopyTo(_scFence);
        Put(fiber, location, memory.Count(location), after, true);
        if (isFull)
        {
            ShareAll(fiber);
        }

        if (operation.IsSeenByAll)
        {
            memory.Collapse(location);
        }

        return new StepEffect(announced, AccessPath.Direct, last.Value, after, result);
    }

    /// <summary>True if an older message tells nobody more than a newer one: then it allows all that the newer one
    /// does.</summary>
    public virtual bool SaysNoMore(Message older, Message newer) =>
        Views.IsCovered(older.View, newer.View) && Views.IsCovered(older.ScFence, newer.ScFence);

    /// <summary>What all know who may look at a message.</summary>
    /// <param name="known">What some of them know.</param>
    /// <param name="byAnother">What one more of them knows.</param>
    public virtual void KeepWhatBothKnow(Span<byte> known, ReadOnlySpan<byte> byAnother) =>
        Views.Meet(known, byAnother, _all);

    /// <summary>The first timestamp that a fiber's store to a cell can have.</summary>
    protected virtual int FirstPlaceFor(int fiber, int location) =>
        memory.TimestampIn(memory.Of(fiber).StoreBound, location);

    /// <summary>A full barrier: exchanges what the fiber has met with all that had or will have one.</summary>
    protected virtual void ShareAll(int fiber) => memory.ShareAll(fiber);

    /// <summary>A write barrier: puts the fiber's own stores before its later ones.</summary>
    protected virtual void OrderStores(int fiber) => Views.Join(memory.Of(fiber).Release, memory.Of(fiber).Own);

    /// <summary>A load that is an acquire takes over what the message was given by its writer.</summary>
    protected virtual void Acquire(int fiber, in HotOperation operation, in Message message)
    {
        var views = memory.Of(fiber);
        Views.Join(views.Current, message.View);
        Views.Join(views.Current, message.ScFence);
        if (
            operation.Order is MemoryOrder.Acquire or MemoryOrder.Full
            && memory.LeftBehind(operation.Location) is { IsEmpty: false } left
        )
        {
            views.Join(left);
            Views.Join(views.Current, left);
        }
    }

    /// <summary>A load of a pointer that is followed does so for the cells that it leads to.</summary>
    protected virtual void Follow(int fiber, in HotOperation operation, in Message message)
    {
        var cells = operation.B < 0 ? machine.Shared.Pointees(message.Value, ~operation.B) : CellsOf(operation.B);
        foreach (var cell in cells)
        {
            memory.Raise(
                memory.Of(fiber).Current,
                cell,
                Math.Max(memory.TimestampIn(message.View, cell), memory.TimestampIn(message.ScFence, cell))
            );
        }
    }

    private void See(int fiber, in HotOperation operation, int timestamp, bool acquires)
    {
        var location = operation.Location;
        var views = memory.Of(fiber);
        var message = memory.At(location, timestamp);
        memory.Raise(views.Current, location, timestamp);
        memory.Raise(views.StoreBound, location, timestamp);
        memory.Raise(views.Acquire, location, timestamp);
        views.Join(message.View);
        views.Join(message.ScFence);
        Views.Join(views.ScFence, message.ScFence);
        if (operation.Order == MemoryOrder.Dereference)
        {
            Follow(fiber, operation, message);
        }

        if (acquires)
        {
            Acquire(fiber, operation, message);
        }
    }

    // The cells whose addresses a pointer to a lifetime is needed for.
    private int[] CellsOf(int lifetime)
    {
        if (!_cellsOf.TryGetValue(lifetime, out var cells))
        {
            _cellsOf.Add(
                lifetime,
                cells = [.. Enumerable.Range(0, memory.Cells).Where(cell => machine.LifetimeOf(cell) == lifetime)]
            );
        }

        return cells;
    }

    // A message that gives away what was put into _given, and on what was into _scFence.
    private void Put(int fiber, int location, int timestamp, int value, bool isAdjacent)
    {
        timestamp = memory.Insert(location, timestamp, value, isAdjacent, _given, _scFence);
        var views = memory.Of(fiber);
        memory.Raise(views.Current, location, timestamp);
        memory.Raise(views.StoreBound, location, timestamp);
        memory.Raise(views.Acquire, location, timestamp);
        memory.Raise(views.Own, location, timestamp);
        Views.Join(views.Own, memory.At(location, timestamp).View);
    }
}
