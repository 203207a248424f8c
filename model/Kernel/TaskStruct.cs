using Interleave;
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

    internal TaskStruct(Machine machine, string name, int number)
    {
        Name = name;
        Number = number;
        State = machine.Cell("task->state", Running, null, state => state == Running ? "TASK_RUNNING" : "TASK_INTERRUPTIBLE");
        WaitKey = machine.Cell("wait_bit_key", isDetail: true);
    }

    /// <summary>The thread.</summary>
    public string Name { get; }

    /// <summary>Its number in wait queues, from 1.</summary>
    public int Number { get; }

    /// <summary><c>task->state</c>.</summary>
    public Cell State { get; }

    /// <summary>What its wait queue entry waits for: the number of a variable.</summary>
    public Cell WaitKey { get; }

    /// <summary><c>schedule()</c>: goes on when someone has set the task running.</summary>
    public Step<int> Schedule() => State.Until(static (state, _) => state == Running, 0, "schedule()");
}
