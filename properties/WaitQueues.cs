using Interleave;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties;

/// <summary>Tasks on wait queues when all threads have returned (kernel/sched/wait.c, finish_wait).</summary>
internal static class WaitQueues
{
    /// <summary>A task that is still on a queue, or not set running: its stack frame with the queue's entry is
    /// gone.</summary>
    public static string? FindQueued(Linux linux, StateView state)
    {
        foreach (var queue in linux.WaitTable.Concat(linux.Files.Select(file => file.EntryQueue)))
        {
            if (state[queue.List] != 0)
            {
                return $"{queue.List.Name} is not empty: {queue.List.Format(state[queue.List])}";
            }
        }

        var asleep = linux.Tasks.FirstOrDefault(task => state[task.State] != TaskStruct.Running);
        return asleep is null ? null : $"{asleep.Name} goes on as {asleep.State.Format(state[asleep.State])}";
    }
}
