using PgmapCheck.Model.Protocol.DevicePages;
using PgmapCheck.Model.Protocol.P2PDma;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Bugs.P2PDma;

/// <summary>Peer-to-peer memory as it was between the listed releases.</summary>
internal static class LaterKernels
{
    /// <summary>v6.2 to v6.14: processes map it, and a free page has count 1.</summary>
    public static Release V6_2(Release release) => release with
    {
        P2PDma = new P2PDmaForm { HasMemory = true, MapsPages = true, PutsReferenceOnFailure = true },
    };

    /// <summary>v6.15 to v6.19: a free page has count 0.</summary>
    public static Release V6_15(Release release) => release with
    {
        DevicePages = new PrivateFreeAtZero { P2PDmaFreeAtZero = true },
        P2PDma = V6_2(release).P2PDma with { Check = FreshPageCheck.WarnsIfInUse },
    };

    /// <summary>v7.0: the count of a page that could not be mapped is reset.</summary>
    public static Release V7_0(Release release) => V6_15(release) with
    {
        P2PDma = V6_15(release).P2PDma with { Reset = CountReset.AfterFree },
    };
}
