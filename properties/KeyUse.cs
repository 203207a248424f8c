using Interleave.Memory;
using Interleave.Programs;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties;

/// <summary>The static key against those who rely on it (commit message of e76384884344).</summary>
internal static class KeyUse
{
    /// <summary>Somebody is between dev_pagemap_get_ops and dev_pagemap_put_ops, and some site is off.</summary>
    public static string? FindUserWithoutKey(Linux linux, StateView state)
    {
        if (linux.KeyUsersAtBoot.Count + state.Held(linux.KeyUser) <= 0)
        {
            return null;
        }

        foreach (var site in linux.DevmapManagedKey.Sites)
        {
            if (state[site] == 0)
            {
                return $"dev_pagemap_get_ops() has returned, and {site.Name} is off";
            }
        }

        return null;
    }

    /// <summary>At rest, the key is on and nobody needs it, or off and somebody does.</summary>
    public static string? FindMismatch(Linux linux, StateView state)
    {
        var users = UsersAtRest(linux, state);
        var key = linux.DevmapManagedKey;
        var isOn = state[key.Enabled.Cell] != 0;
        var isRight = isOn == (users > 0) || (isOn && linux.Code.KeyCounting.IsNeverOff);
        return isRight && key.Sites.All(site => state[site] != 0 == isOn)
            ? null
            : $"{key.Name} is {(isOn ? "on" : "off")} and has {users} users";
    }

    /// <summary>At rest, what counts the users in the key or beside it does not say how many there are: the key is
    /// switched at a wrong moment later.</summary>
    public static string? FindMiscount(Linux linux, StateView state)
    {
        var (users, counting) = (UsersAtRest(linux, state), linux.Code.KeyCounting);
        var enabled = linux.DevmapManagedKey.Enabled.Cell;
        var counted = Math.Max(users, counting.IsNeverOff && state[enabled] != 0 ? 1 : 0);
        return FindMiscount(enabled, counting.EnabledFor(counted), users, state)
            ?? FindMiscount(linux.DevmapEnable.Cell, counting.DevmapEnableFor(users), users, state);
    }

    private static int UsersAtRest(Linux linux, StateView state) =>
        state.Held(linux.KeyUse) + linux.Pgmaps.Count(pgmap => pgmap.UsesKey && state.IsAlive(pgmap.StructPages));

    private static string? FindMiscount(Cell count, int expected, int users, StateView state) =>
        state[count] == expected ? null : $"{count.Name} is {state[count]} at rest, and there are {users} users";
}
