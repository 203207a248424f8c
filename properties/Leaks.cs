using Interleave.Programs;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties;

/// <summary>When all threads have returned, what was allocated is free again or somebody has it.</summary>
internal static class Leaks
{
    /// <summary>Memory that nobody can free any more, because nobody has it.</summary>
    public static string? Find(Linux linux, StateView state)
    {
        foreach (var page in linux.Pages)
        {
            if (page.Pgmap is null && state.IsAlive(page.Memory) && state[page.RefCount.Cell] == 0)
            {
                return $"{page.Name} has count 0, and was not freed";
            }

            if (
                page.Pgmap is { HandsOutPages: true }
                && state.IsAlive(page.Memory)
                && state[page.InUse] != 0
                && page.References(state) == 0
            )
            {
                return $"{page.Name} is in use in its driver's books, and nobody has it";
            }
        }

        // A driver's records go last when it is unbound, or when its probe fails.
        foreach (var pgmap in linux.Pgmaps)
        {
            if (state.IsAlive(pgmap.Memory) != state.IsAlive(pgmap.StructPages))
            {
                return state.IsAlive(pgmap.Memory)
                    ? $"{pgmap.Name} is gone, and {pgmap.Memory.Name} was not freed"
                    : $"{pgmap.Memory.Name} is gone, and the struct pages of {pgmap.Name} were not freed";
            }
        }

        return null;
    }

    /// <summary>A page table entry of a file that nobody maps any more.</summary>
    public static string? FindMapping(Linux linux, StateView state)
    {
        foreach (var file in linux.Files)
        {
            if (state[file.Mapped] == 0 && file.Ptes.FirstOrDefault(pte => state[pte] != 0) is { } left)
            {
                return $"{left.Name} of {file.Name} is {left.Format(state[left])}, and nobody maps the file";
            }
        }

        return null;
    }
}

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
