using Interleave.Programs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;

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
        var users =
            state.Held(linux.KeyUse) + linux.Pgmaps.Count(pgmap => pgmap.UsesKey && state.IsAlive(pgmap.StructPages));
        var key = linux.DevmapManagedKey;
        var isOn = state[key.Enabled.Cell] != 0;
        var isRight = isOn == (users > 0) || (isOn && linux.Release.ManagedKey.IsNeverOff);
        if (isRight && key.Sites.All(site => state[site] != 0 == isOn))
        {
            return null;
        }

        return $"{key.Name} is {(isOn ? "on" : "off")} and has {users} users";
    }
}
