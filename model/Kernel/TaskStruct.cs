using Interleave.Memory;
using Interleave.Programs;

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

    internal TaskStruct(Machine machine, string name, int number)
    {
        Name = name;
        Number = number;
        State = machine.Cell("task->state", Running, null, FormatState);
        WaitKey = machine.Cell("wait_bit_key", isDetail: true);
    }

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
    public Step<int> Schedule() => State.Until(static (state, _) => state == Running, 0, "schedule()");

    private static string FormatState(int state) =>
        state switch
        {
            Running => "TASK_RUNNING",
            Interruptible => "TASK_INTERRUPTIBLE",
            _ => "TASK_UNINTERRUPTIBLE",
        };
}
