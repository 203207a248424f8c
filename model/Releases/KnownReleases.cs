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

    /// <summary>
    /// v4.14 (2017): HMM's private and public memory; DAX pages without callbacks, so that nothing can wait for them. Faults on
    /// private memory are not modelled.
    /// </summary>
    public static Release V4_14 { get; } = Complete(V4_18Parts with
    {
        Name = "v4.14",
        Title = "2017: HMM's private and public device memory",
        HasFsDaxPages = false,
        ManagedPut = new PrivateOrPublicPut(),
        ManagedKey = new EnabledForGood(),
    });

    /// <summary>v4.18 (2018) as released: FS_DAX pages, DEV_PAGEMAP_OPS, and the waits of truncate for idle pages.</summary>
    public static Release V4_18 { get; } = Complete(V4_18Parts);

    /// <summary>
    /// v5.0 (2019): devm_memremap_pages kills the page map's reference itself (a95c90f1e2c2), and HMM uses it; since v4.19 layouts are broken until no page is busy (e25ff835af89).
    /// </summary>
    public static Release V5_0 { get; } = Complete(V4_18Parts with
    {
        Name = "v5.0",
        Title = "2019: devm_memremap_pages kills the page map's reference",
        Memremap = MemremapForm.V5_0,
        Hmm = new ThroughMemremap(),
        BreakLayouts = new RetryWhileBusy(),
    });

    /// <summary>v5.2 (2019): it also waits for the last page before the memory goes (50f44ee7248a).</summary>
    public static Release V5_2 { get; } = Complete(V5_0 with
    {
        Name = "v5.2",
        Title = "2019: the final page put is waited for",
        Memremap = MemremapForm.V5_2,
        JumpLabel = new FetchAddUnless(),
        GetUserPages = new ChecksThenTakes(),
    });

    /// <summary>
    /// v5.3 (2019): dev_pagemap_ops; the static key is handled for all drivers (f6a55e1a3fe6), release_pages puts every
    /// device page the device's way (c5d6c45e90c4), hmm_devmem_add is gone.
    /// </summary>
    public static Release V5_3 { get; } = Complete(V5_2 with
    {
        Name = "v5.3",
        Title = "2019: the dev_pagemap_ops clean-up",
        Memremap = MemremapForm.V5_3,
        ReleasePages = new EveryDevicePage(),
        Hmm = new DriversOwn(),
    });

    /// <summary>v5.10 (2020): the static key counts its users itself (433e7d317754).</summary>
    public static Release V5_10 { get; } = Complete(V5_3 with
    {
        Name = "v5.10",
        Title = "2020: the static key counts its users",
        ManagedKey = new KeyCountsUsers(),
    });

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
        [V4_14, V4_18, V5_0, V5_2, V5_3, V5_10, V4_18Upstream, V4_18DaxLimited, V4_18NoPagemapOps, V4_18NoZoneDevice];

    /// <summary>The release of this name, fixed forms included; null if there is none.</summary>
    public static Release? Find(string name) =>
        All.Concat(All.Select(release => release.Fixed).OfType<Release>()).FirstOrDefault(release => release.Name == name);

    private static Release Complete(Release release) => release with { Fixed = WithAllFixes(release) };

    private static Release WithUpstreamFixes(Release release) => release with
    {
        Name = $"{release.Name}+upstream",
        Title = $"{release.Name} with the upstream fixes of its known bugs",
        ManagedKey = release.ManagedKey.IsNeverOff ? release.ManagedKey : new KeyCountsUsers(),
        JumpLabel = new FetchAddUnless(),
        ReleasePages = new EveryDevicePage(),
        Memremap = MemremapForm.V5_3,
        Hmm = release.Hmm.OffersDevmem ? new ThroughMemremap() : release.Hmm,
        BreakLayouts = new RetryWhileBusy(),
        LayoutBusyPage = new UnmappedFilesToo(),
        Fixed = null,
    };

    private static Release WithAllFixes(Release release) => WithUpstreamFixes(release) with
    {
        Name = $"{release.Name}+fixes",
        Title = $"{release.Name} with the upstream fixes, and two that upstream does not have",
        ManagedPut = new HoldsPagemap(),
        GetUserPages = new OnlyLivePages(),
    };
}
