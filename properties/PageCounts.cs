using Interleave.Programs;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties;

/// <summary>Page reference counts and the callbacks that go with them (kernel/memremap.c @ v4.18, comments on
/// page_free).</summary>
internal static class PageCounts
{
    /// <summary>A page at 0 whose page map nobody has killed.</summary>
    public static string? FindZero(Linux linux, StateView state)
    {
        foreach (var page in linux.Pages)
        {
            if (
                page is { Pgmap: { } pgmap, IdleCount: > 0 }
                && state[page.RefCount.Cell] <= 0
                && state.IsAlive(page.Memory)
                && pgmap.IsLive(state)
                && state.Inside("arch_add_memory") == 0
                && state.Inside("pagemap_range") == 0 // text: from add_pages to memmap_init_zone_device
                && (linux.Booted is null || state.Inside("devm_memremap_pages") == 0) // the same up to v5.8
                && state.Inside("hmm_devmem_pages_create") == 0
            )
            {
                return $"{page.Name}->_refcount is {state[page.RefCount.Cell]} and {pgmap.Name} is live";
            }
        }

        return null;
    }

    /// <summary>A page whose count is smaller than the number of references that its users hold.</summary>
    public static string? FindUncovered(Linux linux, StateView state)
    {
        foreach (var page in linux.Pages)
        {
            var held = page.References(state);
            var count = state[page.RefCount.Cell];
            if (held > 0 && count < held && state.IsAlive(page.Memory))
            {
                return $"{held} references to {page.Name} are held, and its count is {count}";
            }
        }

        return null;
    }

    /// <summary>A page that became idle without its driver being told.</summary>
    public static string? FindMissedCallback(Linux linux, StateView state)
    {
        foreach (var page in linux.Pages)
        {
            if (state.Held(page.PendingIdle) > 0)
            {
                return $"{page.Name} became idle, and page_free was not called";
            }
        }

        return null;
    }
}
