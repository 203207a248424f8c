using Interleave.Memory;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// A thread that can sleep: <c>struct task_struct</c>, with the wait queue entry that the kernel keeps on its stack.
/// </summary>
public sealed class TaskStruct
{
    /// <summary>Value of <see cref="State"/>.</summary>
    public const int Running = 0;

    /// <summary>Value of <see cref="State"/>.</summary>
    public const int Interruptible = 1;

    /// <summary>Value of <see cref="State"/>.</summary>
    public const int Uninterruptible = 2;

    /// <summary>From here on values of <see cref="WaitKey"/> are DAX entries: the file's number times 16, and the
    /// entry's index.</summary>
    public const int EntryKeys = 64;

    private static readonly Update s_run = static (int state, int _, out int woken) =>
    {
        woken = state == Running ? 0 : 1;
        return Running;
    };

    internal TaskStruct(Linux linux, string name, int number)
    {
        Linux = linux;
        var machine = linux.Machine;
        Name = name;
        Number = number;
        State = machine.Cell("task->state", Running, null, FormatState);
        WaitKey = machine.Cell("wait_bit_key", isDetail: true);
    }

    /// <summary>The kernel that it runs in.</summary>
    internal Linux Linux { get; }

    /// <summary>The thread.</summary>
    public string Name { get; }

    /// <summary>Its number in wait queues, from 1.</summary>
    public int Number { get; }

    /// <summary><c>task->state</c>.</summary>
    public Cell State { get; }

    /// <summary>What its wait queue entry waits for: the number of a page, or a DAX entry; 0 while it waits for
    /// nothing.</summary>
    public Cell WaitKey { get; }

    /// <summary><c>schedule()</c>: goes on when someone has set the task running.</summary>
    public Step<int> Schedule()
    {
        Linux.Atomic.MightSleep("schedule()");
        return State.Until(static (state, _) => state == Running, 0, "schedule()");
    }

    /// <summary><c>try_to_wake_up</c>: sets the task running; false if it runs already.</summary>
    internal async Interleave.Routines.Routine<bool> WakeUp() => await State.Update(s_run, 0) != 0;

    private static string FormatState(int state) =>
        state switch
        {
            Running => "TASK_RUNNING",
            Interruptible => "TASK_INTERRUPTIBLE",
            _ => "TASK_UNINTERRUPTIBLE",
        };
}
