using System.Collections.Immutable;
using Interleave.Programs;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties;

/// <summary>Tells why a thread never runs again: a wake-up was lost, a reference was not returned, or locks are
/// crossed.</summary>
internal static class BlockedThreads
{
    public static (string Property, string Explanation)? Diagnose(
        Linux linux,
        StateView state,
        ImmutableArray<BlockedFiber> blocked
    )
    {
        foreach (var thread in blocked)
        {
            if (LostWakeUp(linux, state, thread) is { } lost)
            {
                return (KernelRules.WaitersAreWoken, lost);
            }

            if (LostEntry(linux, state, thread) is { } forgotten)
            {
                return (KernelRules.EntryWaitersAreWoken, forgotten);
            }
        }

        foreach (var thread in blocked.All(t => IsWait(linux, t)) ? blocked : [])
        {
            if (MissingReference(linux, state, thread) is { } missing)
            {
                return (KernelRules.ReferencesAreReturned, missing);
            }
        }

        return (
            KernelRules.NoDeadlock,
            string.Join("; ", blocked.Select(t => $"{t.Name} waits for ever for {t.What}"))
        );
    }

    // A thread in a lock cycle may hold the very references that another one waits for.
    private static bool IsWait(Linux linux, BlockedFiber thread) =>
        linux.Tasks.Any(t => t.State == thread.On) || linux.Pgmaps.Any(p => p.Ref.Released.Done == thread.On);

    private static string? LostWakeUp(Linux linux, StateView state, BlockedFiber thread)
    {
        if (WaitedFor(linux, state, thread) is not { } page)
        {
            return null;
        }

        var count = state[page.RefCount.Cell];
        if (count == page.IdleCount)
        {
            return $"{thread.Name} sleeps for ever on &{page.RefCount.Cell.Name}, which is {count}";
        }

        // Busy is what has references besides those of its mappings (dax_busy_page).
        return page.CountsMappings && count == state[page.MapCount]
            ? $"{thread.Name} sleeps for ever on {page.Name}, which nobody uses: its count of {count} is that of its "
                + "mappings"
            : null;
    }

    private static string? LostEntry(Linux linux, StateView state, BlockedFiber thread)
    {
        var task = linux.Tasks.FirstOrDefault(t => t.State == thread.On);
        var key = task is null ? 0 : state[task.WaitKey];
        foreach (var file in linux.Files)
        {
            for (var i = 0; i < file.Entries.Length; i += file.PagesPerEntry)
            {
                if (file.EntryKey(i) == key && !DaxEntry.IsLocked(state[file.Entries[i]]))
                {
                    return $"{thread.Name} sleeps for ever on {file.Entries[i].Name} of {file.Name}, which is "
                        + $"{file.Entries[i].Format(state[file.Entries[i]])}";
                }
            }
        }

        return null;
    }

    private static string? MissingReference(Linux linux, StateView state, BlockedFiber thread)
    {
        if (WaitedFor(linux, state, thread) is { } page)
        {
            return $"{thread.Name} waits for ever for {page.Name}, whose count stays {state[page.RefCount.Cell]}";
        }

        var pgmap = linux.Pgmaps.FirstOrDefault(p => p.Ref.Released.Done == thread.On);
        return pgmap is null
            ? null
            : $"{thread.Name} waits for ever for {pgmap.Ref.Name}, which keeps {pgmap.Ref.References(state)} "
                + "references";
    }

    private static Page? WaitedFor(Linux linux, StateView state, BlockedFiber thread)
    {
        var task = linux.Tasks.FirstOrDefault(t => t.State == thread.On);
        var key = task is null ? 0 : state[task.WaitKey];
        return key <= 0 || key > linux.Pages.Count ? null : linux.Pages[key - 1];
    }
}
