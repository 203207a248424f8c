using System.Collections.Immutable;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.BreakLayouts;
using PgmapCheck.Model.Protocol.DaxFault;
using PgmapCheck.Model.Protocol.DaxSupport;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Protocol.Hmm;
using PgmapCheck.Model.Protocol.JumpLabel;
using PgmapCheck.Model.Protocol.LayoutBusyPage;
using PgmapCheck.Model.Protocol.ManagedKey;
using PgmapCheck.Model.Protocol.ManagedPut;
using PgmapCheck.Model.Protocol.Memremap;
using PgmapCheck.Model.Protocol.PagemapLookup;
using PgmapCheck.Model.Protocol.Pmem;
using PgmapCheck.Model.Protocol.PutPage;
using PgmapCheck.Model.Protocol.ReleasePages;
using PgmapCheck.Model.Protocol.Truncate;

namespace PgmapCheck.Model.Releases;

/// <summary>The kernels that can be checked, oldest first.</summary>
public static class KnownReleases
{
    private static readonly Release V4_18Parts = new("v4.18", "2018: FS_DAX pages and DEV_PAGEMAP_OPS")
    {
        PutPage = new PutPageForm(),
        ManagedPut = new ManagedPutForm(),
        ManagedKey = new CountThenSwitch(),
        JumpLabel = new DecAndMutexLock(),
        ReleasePages = new OnlyPublicPages(),
        PagemapLookup = new PagemapLookupForm(),
        Memremap = MemremapForm.V4_18,
        Pmem = new PmemForm(),
        Hmm = new OwnHotplug(),
        GetUserPages = new GetUserPagesForm(),
        DaxFault = new DaxFaultForm(),
        LayoutBusyPage = new OnlyMappedFiles(),
        BreakLayouts = new RetryAfterSleep(),
        Truncate = new TruncateForm(),
        DaxSupport = new DaxSupportForm(),
    };

    /// <summary>v4.18 (2018) as released: FS_DAX pages, DEV_PAGEMAP_OPS, and the waits of truncate for idle pages.</summary>
    public static Release V4_18 { get; } = V4_18Parts with { Fixed = WithAllFixes(V4_18Parts) };

    /// <summary>
    /// v4.18 with what upstream did about its bugs since. Two races stay: <see cref="HoldsPagemap"/> and
    /// <see cref="OnlyLivePages"/> say which.
    /// </summary>
    public static Release V4_18Upstream { get; } = WithUpstreamFixes(V4_18Parts);

    /// <summary>s390's v4.18: DAX without device pages.</summary>
    public static Release V4_18DaxLimited { get; } = V4_18Parts with
    {
        Name = "v4.18-fs-dax-limited",
        Title = "v4.18 with FS_DAX_LIMITED and without DEV_PAGEMAP_OPS (s390)",
        Config = new KernelConfig { DevPagemapOps = false, FsDaxLimited = true },
    };

    /// <summary>v4.18 without device page callbacks: device-dax is all that uses page maps.</summary>
    public static Release V4_18NoPagemapOps { get; } = V4_18Parts with
    {
        Name = "v4.18-no-pagemap-ops",
        Title = "v4.18 without DEV_PAGEMAP_OPS: put_page is the ordinary one",
        Config = new KernelConfig { DevPagemapOps = false },
    };

    /// <summary>User-mode Linux's v4.18: no device pages.</summary>
    public static Release V4_18NoZoneDevice { get; } = V4_18Parts with
    {
        Name = "v4.18-no-zone-device",
        Title = "v4.18 without ZONE_DEVICE (ARCH=um)",
        Config = new KernelConfig { ZoneDevice = false, DevPagemapOps = false },
    };

    /// <summary>All of them, without the fixed forms.</summary>
    public static ImmutableArray<Release> All { get; } =
        [V4_18, V4_18Upstream, V4_18DaxLimited, V4_18NoPagemapOps, V4_18NoZoneDevice];

    private static Release WithUpstreamFixes(Release v4_18) => v4_18 with
    {
        Name = "v4.18+upstream",
        Title = "v4.18 with the upstream fixes of its known bugs",
        ManagedKey = new KeyCountsUsers(),
        JumpLabel = new FetchAddUnless(),
        ReleasePages = new EveryDevicePage(),
        Memremap = MemremapForm.V5_3,
        Hmm = new ThroughMemremap(),
        BreakLayouts = new RetryWhileBusy(),
        LayoutBusyPage = new UnmappedFilesToo(),
    };

    private static Release WithAllFixes(Release v4_18) => WithUpstreamFixes(v4_18) with
    {
        Name = "v4.18+fixes",
        Title = "v4.18 with the upstream fixes, and two that upstream does not have",
        ManagedPut = new HoldsPagemap(),
        GetUserPages = new OnlyLivePages(),
    };
}
