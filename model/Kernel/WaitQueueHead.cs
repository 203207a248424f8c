using Interleave.Memory;
using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// One bucket of the hashed table behind <c>wait_var_event</c> and <c>wake_up_var</c> (kernel/sched/wait_bit.c @ v4.18).
/// Variables whose addresses hash alike share it.
/// </summary>
public sealed class WaitQueueHead
{
    // The list is a word of 4-bit task numbers, first entry lowest.
    private const int EntryBits = 4;
    private const int EntryMask = (1 << EntryBits) - 1;

    private static readonly Update s_linkFirst = static (int list, int task, out int result) =>
    {
        result = 0;
        return (list << EntryBits) | task;
    };

    private static readonly Update s_unlink = static (int list, int task, out int result) =>
    {
        result = 0;
        for (var shift = 0; list >> shift != 0; shift += EntryBits)
        {
            if (((list >> shift) & EntryMask) == task)
            {
                var first = list & ((1 << shift) - 1);
                return first | (list >> (shift + EntryBits) << shift);
            }
        }

        return list;
    };

    private readonly Linux _linux;
    private readonly Cell _list;
    private readonly Mutex _lock;

    internal WaitQueueHead(Linux linux, int number)
    {
        _linux = linux;
        _list = linux.Machine.Cell($"wait queue {number}", 0, null, FormatList);
        _lock = linux.Machine.Mutex($"wait queue {number} lock");
    }

    /// <summary>
    /// <c>prepare_to_wait_event</c>: queues the task's entry if it is not, and sets the task's state, in this order with a
    /// full barrier after it. Signals are not modelled.
    /// </summary>
    [KernelFunction("prepare_to_wait_event", "kernel/sched/wait.c", "v4.18")]
    public async Routine PrepareToWait(TaskStruct current)
    {
        await _lock.Acquire();
        if (!Contains(await _list.Load(MemoryOrder.Plain), current.Number))
        {
            await _list.Update(s_linkFirst, current.Number, MemoryOrder.Plain);
        }

        await current.State.Store(TaskStruct.Interruptible, MemoryOrder.Full);
        await _lock.Release();
    }

    /// <summary><c>finish_wait</c>: runs again; takes the entry off the queue if no wake-up did.</summary>
    [KernelFunction("finish_wait", "kernel/sched/wait.c", "v4.18")]
    public async Routine FinishWait(TaskStruct current)
    {
        await current.State.Store(TaskStruct.Running);
        if (Contains(await _list.Load(), current.Number))
        {
            await _lock.Acquire();
            await _list.Update(s_unlink, current.Number, MemoryOrder.Plain);
            await _lock.Release();
        }
    }

    /// <summary>
    /// <c>wake_up_var</c>: wakes all tasks whose entry has the key. Looks first whether the queue is empty, without a lock
    /// or a barrier: the caller must order that after what the waiters test.
    /// </summary>
    [KernelFunction("wake_up_var", "kernel/sched/wait_bit.c", "v4.18")]
    public async Routine WakeUp(int key)
    {
        if (await _list.Load(MemoryOrder.Plain) == 0)
        {
            return;
        }

        await _lock.Acquire();
        await WakeAll(key);
        await _lock.Release();
    }

    private static bool Contains(int list, int task)
    {
        for (; list != 0; list >>= EntryBits)
        {
            if ((list & EntryMask) == task)
            {
                return true;
            }
        }

        return false;
    }

    private static string FormatList(int list)
    {
        var waiting = 0;
        for (; list != 0; list >>= EntryBits)
        {
            waiting++;
        }

        return waiting == 0 ? "empty" : $"{waiting} waiting";
    }

    [KernelFunction("__wake_up_bit", "kernel/sched/wait_bit.c", "v4.18")]
    private async Routine WakeAll(int key)
    {
        var rest = await _list.Load(MemoryOrder.Plain);
        while (rest != 0)
        {
            var task = _linux.Tasks[(rest & EntryMask) - 1];
            rest >>= EntryBits;
            if (await task.WaitKey.Load(MemoryOrder.Plain) == key
                && await task.State.CompareExchange(TaskStruct.Interruptible, TaskStruct.Running))
            {
                await _list.Update(s_unlink, task.Number, MemoryOrder.Plain);
            }
        }
    }
}
