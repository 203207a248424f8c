using Interleave.Programs;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties;

/// <summary>When all threads have returned, every count is what the remaining holders explain.</summary>
internal static class References
{
    /// <summary>A reference that nobody will drop any more.</summary>
    public static string? FindLeak(Linux linux, StateView state)
    {
        foreach (var page in linux.Pages)
        {
            if (FindPageLeak(page, state) is { } leak)
            {
                return leak;
            }
        }

        foreach (var pgmap in linux.Pgmaps)
        {
            if (FindPgmapLeak(pgmap, state) is { } leak)
            {
                return leak;
            }
        }

        return null;
    }

    private static string? FindPageLeak(Page page, StateView state)
    {
        var held = page.Users(state);
        if (!state.IsAlive(page.Memory))
        {
            return held == 0 ? null : $"{held} references to {page.Name} are held after it was freed";
        }

        var expected = page.CountFor(page.References(state));
        var count = state[page.RefCount.Cell];
        return count == expected
            ? null
            : $"{page.Name}->_refcount is {count}, and {expected} references are accounted for";
    }

    private static string? FindPgmapLeak(Pgmap pgmap, StateView state)
    {
        if (state.IsAlive(pgmap.StructPages) != state.IsAlive(pgmap.Ref.Storage))
        {
            return state.IsAlive(pgmap.StructPages)
                ? $"{pgmap.Ref.Name} is gone and the struct pages of {pgmap.Name} are not"
                : $"{pgmap.Ref.Name} was never given back";
        }

        if (!state.IsAlive(pgmap.StructPages))
        {
            return state[pgmap.Slot] != pgmap.Number
                ? null
                : $"{pgmap.Slot.Name} still points to a page map that is gone";
        }

        var expected =
            (pgmap.PagesHoldIt ? pgmap.Pages.Count : 0)
            + (pgmap.PagesHoldItInUse ? pgmap.Pages.Count(p => p.IsInUse(state)) : 0)
            + state.Held(pgmap.Reference);
        var count = pgmap.Ref.References(state);
        return count == expected ? null : $"{pgmap.Ref.Name} has {count} references, and {expected} are accounted for";
    }
}
