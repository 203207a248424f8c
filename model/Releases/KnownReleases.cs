using System.Collections.Immutable;

namespace PgmapCheck.Model.Releases;

/// <summary>The kernels that can be checked, oldest first.</summary>
public static class KnownReleases
{
    /// <summary>v4.18 (2018): FS_DAX pages and DEV_PAGEMAP_OPS, as released.</summary>
    public static Release V4_18 { get; } = new("v4.18", "2018: FS_DAX pages and DEV_PAGEMAP_OPS")
    {
        Fixed = new("v4.18+fixes", "v4.18 with the upstream fixes of its known bugs"),
    };

    /// <summary>All of them, without the fixed forms.</summary>
    public static ImmutableArray<Release> All { get; } = [V4_18];
}
