using Interleave.Programs;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties;

/// <summary>Pages that a driver hands out and takes back (mm/memremap.c, lib/test_hmm.c).</summary>
internal static class PrivateMemory
{
    /// <summary>A page on its driver's free list that somebody still maps or holds.</summary>
    public static string? FindUsedFreePage(Linux linux, StateView state)
    {
        foreach (var page in linux.Pages)
        {
            if (
                page.Pgmap is { HandsOutPages: true } pgmap
                && state[page.InUse] == 0
                && pgmap.IsLive(state)
                && page.References(state) - state.Held(page.Glance) is > 0 and var uses
            )
            {
                return $"{page.Name} is on its driver's free list, and has {uses} users";
            }
        }

        return null;
    }

    /// <summary>A page that is on its driver's free list, or freed for good, and locked.</summary>
    public static string? FindLockedFreePage(Linux linux, StateView state)
    {
        foreach (var page in linux.Pages)
        {
            if (state[page.Lock.Word] == 0)
            {
                continue;
            }

            if (page.Pgmap is null ? !state.IsAlive(page.Memory) : IsFree(page, page.Pgmap, state))
            {
                return $"{page.Name} is free, and locked";
            }
        }

        return null;
    }

    private static bool IsFree(Page page, Pgmap pgmap, StateView state) =>
        pgmap.HandsOutPages && state[page.InUse] == 0 && pgmap.IsLive(state);

    /// <summary>A page that its driver is to move, and has back already.</summary>
    public static string? FindFaultOnFreePage(Linux linux, StateView state)
    {
        foreach (var page in linux.Pages)
        {
            if (state.Held(page.Faulted) > 0 && state[page.InUse] == 0 && page.Pgmap!.IsLive(state))
            {
                return $"the driver is asked to move {page.Name}, which is free";
            }
        }

        return null;
    }

    /// <summary>A private page that is mapped by one process and says that it is another's.</summary>
    public static string? FindStaleMapping(Linux linux, StateView state)
    {
        foreach (var mm in linux.AddressSpaces)
        {
            var entry = state[mm.Entry];
            if (
                AddressSpace.KindOf(entry) is PteKind.DevicePrivate
                && state.Held(mm.GivenUp) == 0
                && mm.PageOf(entry).Pgmap!.IsLive(state)
                && state[mm.PageOf(entry).Mapping] != mm.Number
            )
            {
                return $"{mm.Name} maps {mm.PageOf(entry).Name}, and {mm.PageOf(entry).Mapping.Name} is "
                    + mm.PageOf(entry).Mapping.Format(state[mm.PageOf(entry).Mapping]);
            }
        }

        return null;
    }
}
