using Interleave.Memory;
using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// A wait queue (kernel/sched/wait.c): a bucket of the hashed table behind <c>wait_var_event</c> and <c>wake_up_var</c>
/// (kernel/sched/wait_bit.c @ v4.18), or of the table in which tasks wait for DAX entries (fs/dax.c). What hashes alike
/// shares it.
/// </summary>
public sealed class WaitQueueHead
{
    // The list is a word of 4-bit entries, the first lowest: a task's number, and whether it waits exclusively.
    private const int EntryBits = 4;
    private const int EntryMask = (1 << EntryBits) - 1;
    private const int Exclusive = 1 << (EntryBits - 1);
    private const int TaskMask = Exclusive - 1;

    private static readonly Update s_linkFirst = static (int list, int task, out int result) =>
    {
        result = 0;
        return (list << EntryBits) | task;
    };

    private static readonly Update s_linkLast = static (int list, int task, out int result) =>
    {
        result = 0;
        var shift = 0;
        while (list >> shift != 0)
        {
            shift += EntryBits;
        }

        return list | ((task | Exclusive) << shift);
    };

    private static readonly Update s_unlink = static (int list, int task, out int result) =>
    {
        result = 0;
        for (var shift = 0; list >> shift != 0; shift += EntryBits)
        {
            if (((list >> shift) & TaskMask) == task)
            {
                var first = list & ((1 << shift) - 1);
                return first | (list >> (shift + EntryBits) << shift);
            }
        }

        return list;
    };

    private readonly Linux _linux;
    private readonly Mutex _lock;

    internal WaitQueueHead(Linux linux, string name)
    {
        _linux = linux;
        List = linux.Machine.Cell(name, 0, null, FormatList);
        _lock = linux.Atomic.SpinLock($"{name} lock");
    }

    /// <summary>The tasks that are queued: 0 if there are none.</summary>
    public Cell List { get; }

    /// <summary>The most tasks whose numbers fit into a queue.</summary>
    internal const int MaxTasks = 7;

    /// <summary>Protects <see cref="List"/>.</summary>
    internal Mutex Lock => _lock;

    /// <summary>Queues a task's entry: before all others, or behind them.</summary>
    /// <param name="task">Whose.</param>
    /// <param name="exclusive">Whether it waits exclusively: then behind them.</param>
    internal async Routine Link(TaskStruct task, bool exclusive) =>
        await List.Update(exclusive ? s_linkLast : s_linkFirst, task.Number, MemoryOrder.Plain);

    /// <summary>Takes a task's entry off the queue, if it is there.</summary>
    internal async Routine Unlink(TaskStruct task) => await List.Update(s_unlink, task.Number, MemoryOrder.Plain);

    /// <summary>Whether a task is in a list.</summary>
    internal static bool Contains(int list, TaskStruct task) => Contains(list, task.Number);

    /// <summary>The number of the first task of a list; 0 if it is empty.</summary>
    internal static int First(int list) => list & TaskMask;

    /// <summary>The number of the task behind another one; 0 if that is the last, or not there.</summary>
    internal static int Next(int list, TaskStruct task)
    {
        for (; list != 0; list >>>= EntryBits)
        {
            if ((list & TaskMask) == task.Number)
            {
                return (list >> EntryBits) & TaskMask;
            }
        }

        return 0;
    }

    /// <summary>Whether a task waits exclusively.</summary>
    internal static bool IsExclusive(int list, TaskStruct task)
    {
        for (; list != 0; list >>>= EntryBits)
        {
            if ((list & TaskMask) == task.Number)
            {
                return (list & Exclusive) != 0;
            }
        }

        return false;
    }

    /// <summary>
    /// <c>prepare_to_wait_event</c>: queues the task's entry if it is not, and sets the task's state, in this order
    /// with a full barrier after it. Signals are not modelled.
    /// </summary>
    [KernelFunction("prepare_to_wait_event", "kernel/sched/wait.c", "v4.18")]
    public async Routine PrepareToWait(TaskStruct current, int state = TaskStruct.Interruptible) =>
        await Prepare(current, false, state);

    /// <summary>
    /// <c>prepare_to_wait_exclusive</c>: the same behind all others, for a task that one wake-up is enough for.
    /// </summary>
    [KernelFunction("prepare_to_wait_exclusive", "kernel/sched/wait.c", "v4.18")]
    public async Routine PrepareToWaitExclusive(TaskStruct current) =>
        await Prepare(current, true, TaskStruct.Uninterruptible);

    /// <summary><c>finish_wait</c>: runs again; takes the entry off the queue if no wake-up did.</summary>
    [KernelFunction("finish_wait", "kernel/sched/wait.c", "v4.18")]
    public async Routine FinishWait(TaskStruct current)
    {
        await current.State.Store(TaskStruct.Running);
        if (Contains(await List.Load(), current.Number))
        {
            await _lock.Acquire();
            await List.Update(s_unlink, current.Number, MemoryOrder.Plain);
            await _lock.Release();
        }
    }

    /// <summary>
    /// <c>wake_up_var</c>: wakes the tasks whose entry has the key. Looks first whether the queue is empty, without a
    /// lock or a barrier: the caller must order that after what the waiters test.
    /// </summary>
    [KernelFunction("wake_up_var", "kernel/sched/wait_bit.c", "v4.18")]
    public async Routine WakeUp(int key)
    {
        if (await List.Load(MemoryOrder.Plain) != 0)
        {
            await Wake(key, 1);
        }
    }

    /// <summary>
    /// <c>dax_wake_entry</c>: the same, with all exclusive waiters or only the first. Who could have seen what is
    /// waited for has queued under a lock that the caller held.
    /// </summary>
    [KernelFunction("dax_wake_entry", "fs/dax.c", "v5.0")]
    public async Routine WakeEntry(int key, bool all)
    {
        if (await List.Load(MemoryOrder.Plain) != 0)
        {
            await Wake(key, all ? 0 : 1);
        }
    }

    private async Routine Prepare(TaskStruct current, bool exclusive, int state)
    {
        await _lock.Acquire();
        if (!Contains(await List.Load(MemoryOrder.Plain), current.Number))
        {
            await List.Update(exclusive ? s_linkLast : s_linkFirst, current.Number, MemoryOrder.Plain);
        }

        await current.State.Store(state, MemoryOrder.Full);
        await _lock.Release();
    }

    private static bool Contains(int list, int task)
    {
        for (; list != 0; list >>>= EntryBits)
        {
            if ((list & TaskMask) == task)
            {
                return true;
            }
        }

        return false;
    }

    private static string FormatList(int list)
    {
        var waiting = 0;
        for (; list != 0; list >>>= EntryBits)
        {
            waiting++;
        }

        return waiting == 0 ? "empty" : $"{waiting} waiting";
    }

    /// <summary>Wakes all who do not wait exclusively, and so many who do; all of them if 0.</summary>
    [KernelFunction("__wake_up_common", "kernel/sched/wait.c", "v4.18")]
    private async Routine Wake(int key, int exclusive)
    {
        await _lock.Acquire();
        var rest = await List.Load(MemoryOrder.Plain);
        var budget = exclusive;
        while (rest != 0)
        {
            var entry = rest & EntryMask;
            var task = _linux.Tasks[(entry & TaskMask) - 1];
            rest >>>= EntryBits;
            if (await task.WaitKey.Load(MemoryOrder.Plain) == key && await task.WakeUp())
            {
                await List.Update(s_unlink, task.Number, MemoryOrder.Plain);
                if ((entry & Exclusive) != 0 && --budget == 0)
                {
                    break;
                }
            }
        }

        await _lock.Release();
    }
}
