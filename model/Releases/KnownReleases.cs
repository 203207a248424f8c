using System.Collections.Immutable;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Protocol.Layouts;
using PgmapCheck.Model.Protocol.P2PDma;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Protocol.StaticKeys;
using PgmapCheck.Model.Protocol.Teardown;

namespace PgmapCheck.Model.Releases;

/// <summary>The kernels that can be checked, oldest first.</summary>
public static class KnownReleases
{
    private static readonly Release V4_18Parts = new("v4.18", "2018: FS_DAX pages and DEV_PAGEMAP_OPS")
    {
        DevicePages = new CountedFromOne(clearsMapping: true, forgetsFiles: true),
        PutPage = new PutPageForm(),
        ManagedPut = new ManagedPutForm(),
        ManagedKey = new CountThenSwitch(),
        JumpLabel = new DecAndMutexLock(),
        ReleasePages = new OnlyPublicPages(),
        PagemapLookup = new PagemapLookupForm(),
        Memremap = new MemremapForm { Duties = TeardownDuties.RefusesTaken },
        Pmem = new PmemForm(),
        Hmm = new OwnHotplug(),
        PrivateFault = new PageFaultCallback(),
        MigrateVma = new MigrateVmaForm(),
        PfnWalk = new AnyPage(),
        GetUserPages = new GetUserPagesForm(),
        HugeEntries = new HugeEntryForm { TakesWithGetPage = true },
        Unpin = new NoPins(),
        Kvm = new KvmForm(TakesDevicePagesForReserved: true),
        DaxFault = new DaxFaultForm(),
        DaxEntries = new DaxEntriesForm(),
        DaxAssociation = new DaxAssociationForm(),
        Mappings = new MappingsForm(),
        LayoutBusyPage = new LayoutBusyPageForm(),
        BreakLayouts = new BreakLayoutsForm(),
        Truncate = new TruncateForm(),
        DaxSupport = new DaxSupportForm(),
    };

    /// <summary>
    /// v4.14 (2017): HMM's private and public memory; DAX pages without callbacks, so that nothing can wait for them.
    /// </summary>
    public static Release V4_14 { get; } =
        V4_18Parts with
        {
            Name = "v4.14",
            Title = "2017: HMM's private and public device memory",
            HasFsDaxPages = false,
            Memremap = V4_18Parts.Memremap.With(TeardownDuties.AllocatesActionFirst),
            DevicePages = new CountedFromOne(clearsMapping: true),
            ManagedPut = new PrivateOrPublicPut(),
            ManagedKey = new EnabledForGood(),
        };

    /// <summary>v4.18 (2018) as released: FS_DAX pages, DEV_PAGEMAP_OPS, and the waits of truncate for idle
    /// pages.</summary>
    public static Release V4_18 { get; } = V4_18Parts;

    /// <summary>
    /// v5.0 (2019): devm_memremap_pages kills the page map's reference itself (a95c90f1e2c2), and HMM uses it; since
    /// v4.19 layouts are broken until no page is busy (e25ff835af89).
    /// </summary>
    public static Release V5_0 { get; } =
        V4_18 with
        {
            Name = "v5.0",
            Title = "2019: devm_memremap_pages kills the page map's reference",
            HasOneRcu = true,
            DevicePages = new CountedFromOne(clearsMapping: true), // v4.19 (2fa147bdbf67)
            PfnWalk = new OnlyOrdinaryPages(),
            Memremap = V4_18.Memremap.With(TeardownDuties.Kill).Without(TeardownDuties.RefusesTaken),
            Hmm = new ThroughMemremap(),
            LayoutBusyPage = V4_18.LayoutBusyPage with { StepsOverEntries = true, LockedEntries = LockedEntries.Skips },
            BreakLayouts = V4_18.BreakLayouts with { LooksAgain = true },
            DaxEntries = V4_18.DaxEntries with { LocksFailedPages = true, PassesOverLocked = true },
            P2PDma = new P2PDmaForm { HasMemory = true },
            MigrateVma = V4_18.MigrateVma with { Wait = MigrationWait.DropsReference },
            GetUserPages = V4_18.GetUserPages with { KeepsPagemap = true, LosesPagemapOutsideMapping = true },
        };

    /// <summary>v5.2 (2019): it also waits for the last page before the memory goes (50f44ee7248a).</summary>
    public static Release V5_2 { get; } =
        V5_0 with
        {
            Name = "v5.2",
            Title = "2019: the final page put is waited for",
            Memremap = V5_0.Memremap.With(TeardownDuties.Wait),
            JumpLabel = new FetchAddUnless(),
            GetUserPages = new() { Grab = new TryGetPage(), KeepsPagemap = true },
        };

    /// <summary>
    /// v5.3 (2019): dev_pagemap_ops; the static key is handled for all drivers (f6a55e1a3fe6), release_pages puts every
    /// device page the device's way (c5d6c45e90c4), hmm_devmem_add is gone.
    /// </summary>
    public static Release V5_3 { get; } =
        V5_2 with
        {
            Name = "v5.3",
            Title = "2019: the dev_pagemap_ops clean-up",
            Memremap = V5_2.Memremap.With(
                TeardownDuties.Key
                    | TeardownDuties.OwnsReference
                    | TeardownDuties.PointsToReference
                    | TeardownDuties.KillsOnConflict
            ),
            ReleasePages = new EveryDevicePage(),
            P2PDma = V5_2.P2PDma with { TakesFromPoolFirst = true },
            PrivateFault = new MigratesAtOnce(),
            Hmm = new DriversOwn(),
            LayoutBusyPage = V5_2.LayoutBusyPage with { KeepsPrivateCopies = true },
        };

    /// <summary>v5.7 (2020): pins of get_user_pages are counted apart (3faa52c03f44).</summary>
    public static Release V5_7 { get; } =
        V5_3 with
        {
            Name = "v5.7",
            Title = "2020: pages pinned for I/O are counted apart",
            Memremap = V5_3.Memremap.With(TeardownDuties.KeyLast | TeardownDuties.KeyOfAnyType),
            Unpin = new UnpinForm(),
            Kvm = new KvmForm(TakesDevicePagesForReserved: false),
            HugeEntries = V5_3.HugeEntries! with { TakesWithGetPage = false, ForgetsPagemapWhenRefused = true },
        };

    /// <summary>v5.10 (2020): the static key counts its users itself (433e7d317754).</summary>
    public static Release V5_10 { get; } =
        V5_7 with
        {
            Name = "v5.10",
            Title = "2020: the static key counts its users",
            ManagedKey = new KeyCountsUsers(),
            Memremap = V5_7
                .Memremap.With(TeardownDuties.ChecksOpsFirst | TeardownDuties.CountsRanges)
                .Without(TeardownDuties.KeyOfAnyType),
            HasFuseDax = true,
        };

    /// <summary>v5.18 (2022): only FS_DAX pages are counted from one (27674ef6c73f); page maps own their
    /// reference.</summary>
    public static Release V5_18 { get; } =
        V5_10 with
        {
            Name = "v5.18",
            Title = "2022: only DAX pages are counted from one",
            DevicePages = new OnlyDaxFromOne(),
            MigrateVma = V5_10.MigrateVma with { Wait = MigrationWait.TakesNoReference, ListsFreedPages = true },
            ManagedPut = new OnlyDaxPages(),
            PfnWalk = new OnlyOrdinaryPages { AsksForRange = true },
            HasFolios = true,
            AsksForDaxSupport = false,
            PrivateFault = new MigratesAtOnce { ClearsLast = true },
            DaxEntries = V5_10.DaxEntries with { WakesAllWhenDeleted = true },
            Memremap = V5_10
                .Memremap.With(TeardownDuties.OwnsEveryReference | TeardownDuties.DropsPagesAtOnce)
                .Without(TeardownDuties.PointsToReference),
            Unpin = new ThroughFolio(),
            HugeEntries = V5_10.HugeEntries! with { ForgetsPagemapWhenRefused = false, PutsPagemapLast = true },
        };

    /// <summary>v5.19 (2022): unpinning wakes who waits for the page (f4f451a16dd1).</summary>
    public static Release V5_19 { get; } =
        V5_18 with
        {
            Name = "v5.19",
            Title = "2022: unpinning wakes who waits",
            Unpin = new UnpinForm(),
        };

    /// <summary>v6.1 (2022): free private pages have count 0, and pages in use hold their page map
    /// (0dc45ca1ce18).</summary>
    public static Release V6_1 { get; } =
        V5_19 with
        {
            Name = "v6.1",
            Title = "2022: free private pages have count 0",
            DevicePages = new PrivateFreeAtZero(),
            PrivateFault = new HoldsPage { ClearsLast = true },
            Memremap = V5_19.Memremap.With(TeardownDuties.ExitsLast),
            DaxAssociation = new CountsCopies(), // v6.0
        };

    /// <summary>
    /// v6.12 (2024): processes map peer-to-peer memory (7e9c7ef83d78, v6.2), files that share a page are counted
    /// (16900426586032, v6.2), xfs gives up a device that goes (fa422b353d21, v6.7), and a key's last user is found
    /// under the lock (1d7f856c2ca4, v6.11).
    /// </summary>
    public static Release V6_12 { get; } =
        V6_1 with
        {
            Name = "v6.12",
            Title = "2024: processes map peer-to-peer memory",
            JumpLabel = new DecrementUnderLock(),
            DaxAssociation = new MarksSharers(),
            Pmem = new NotifiesFileSystem(),
            MigrateVma = V6_1.MigrateVma with { MovesCharge = true }, // v6.7
            P2PDma = V6_1.P2PDma with { MapsPages = true },
            HugeEntries = V6_1.HugeEntries! with { TakesUnlessZero = true },
        };

    /// <summary>
    /// v6.15 (2025): DAX pages are counted like ordinary ones, a mapping being a reference (38607c62b34b), and there is
    /// no static key any more. Breaking layouts deletes entries (bde708f1a65d) and comes before an inode goes
    /// (0e2f80afcfa6).
    /// </summary>
    public static Release V6_15 { get; } =
        V6_12 with
        {
            Name = "v6.15",
            Title = "2025: DAX pages are counted like ordinary ones",
            DevicePages = new DaxCountsMappings(),
            ManagedPut = new NoSuchPages(),
            ManagedKey = new NoKey(),
            HasExt2Dax = false,
            DaxAssociation = new CountsSharers(),
            Mappings = new CountedMappings(),
            LayoutBusyPage = V6_12.LayoutBusyPage with
            {
                LooksAtUnmappedFiles = true,
                LockedEntries = LockedEntries.WaitsAndAdvances,
            },
            BreakLayouts = V6_12.BreakLayouts with { FuseCoversTheFile = true, DeletesEntries = true },
            Truncate = V6_12.Truncate with { ExpectsNoEntries = true, WaitsOnEvict = true },
            PrivateFault = new SpinsForLock { ClearsLast = true },
            MigrateVma = V6_12.MigrateVma with { ListsFreedPages = false }, // v6.14 (41cddf83d8b0)
            P2PDma = V6_12.P2PDma with { Check = FreshPageCheck.WarnsIfFree },
            HugeEntries = null, // one folio, one count
            GetUserPages = new NoPagemapLookup { Grab = V6_12.GetUserPages.Grab },
        };

    /// <summary>
    /// v6.17 (2025): get_user_pages no longer knows page maps, which DAX pages have not needed since v6.15
    /// (fd2825b0760a); scans wait for locked entries (dd59137bfe70, v6.16).
    /// </summary>
    public static Release V6_17 { get; } =
        V6_15 with
        {
            Name = "v6.17",
            Title = "2025: get_user_pages looks at no page map",
            LayoutBusyPage = V6_15.LayoutBusyPage with { LockedEntries = LockedEntries.Waits },
            Truncate = V6_15.Truncate with { FuseWaitsOnEvict = true },
        };

    /// <summary>v6.18 (2025): <c>get_dev_pagemap</c> loses its hint, and <c>get_user_pages</c> the page map that it
    /// no longer looked up. No step of the protocol has changed.</summary>
    public static Release V6_18 { get; } = V6_17 with { Name = "v6.18", Title = "2025: the protocol of v6.17" };

    /// <summary>v6.19 (2026): private folios of an order, of which the model has order 0; they may be handed out
    /// while the page map dies (d245f9b4ab80).</summary>
    public static Release V6_19 { get; } =
        V6_18 with
        {
            Name = "v6.19",
            Title = "2026: private folios of an order",
            DevicePages = new DaxCountsMappings { HandsOutWhileDying = true },
        };

    /// <summary>v7.0 (2026): a fault on a private page sleeps for its lock (b570f37a2ce4); peer-to-peer memory that
    /// cannot be mapped is given back (6220694c52a5, cb500023a752, b17137dcae33).</summary>
    public static Release V7_0 { get; } =
        V6_19 with
        {
            Name = "v7.0",
            Title = "2026: faults on private pages sleep",
            PrivateFault = new SleepsForLock { ClearsLast = true },
            P2PDma = V6_19.P2PDma with
            {
                PutsReferenceOnFailure = true,
                Check = FreshPageCheck.WarnsIfInUse,
                Reset = CountReset.AfterFree,
            },
        };

    /// <summary>v7.1 (2026): DAX pages on character devices (d5406bd458b0), which the model has not; what it has is
    /// as in v7.0.</summary>
    public static Release V7_1 { get; } = V7_0 with { Name = "v7.1", Title = "2026: the protocol of v7.0" };

    /// <summary>s390's v4.18: DAX without device pages.</summary>
    public static Release V4_18DaxLimited { get; } =
        V4_18Parts with
        {
            Name = "v4.18-fs-dax-limited",
            Title = "v4.18 with FS_DAX_LIMITED and without DEV_PAGEMAP_OPS (s390)",
            Config = new KernelConfig { DevPagemapOps = false, FsDaxLimited = true },
        };

    /// <summary>v4.18 without device page callbacks: device-dax is all that uses page maps.</summary>
    public static Release V4_18NoPagemapOps { get; } =
        V4_18Parts with
        {
            Name = "v4.18-no-pagemap-ops",
            Title = "v4.18 without DEV_PAGEMAP_OPS: put_page is the ordinary one",
            Config = new KernelConfig { DevPagemapOps = false },
        };

    /// <summary>User-mode Linux's v4.18: no device pages.</summary>
    public static Release V4_18NoZoneDevice { get; } =
        V4_18Parts with
        {
            Name = "v4.18-no-zone-device",
            Title = "v4.18 without ZONE_DEVICE (ARCH=um)",
            Config = new KernelConfig { ZoneDevice = false, DevPagemapOps = false },
        };

    /// <summary>The releases, oldest first.</summary>
    public static ImmutableArray<Release> History { get; } =
    [V4_14, V4_18, V5_0, V5_2, V5_3, V5_7, V5_10, V5_18, V5_19, V6_1, V6_12, V6_15, V6_17, V6_18, V6_19, V7_0, V7_1];

    /// <summary>The releases, and unusual configurations of one of them.</summary>
    public static ImmutableArray<Release> All { get; } =
    [.. History, V4_18DaxLimited, V4_18NoPagemapOps, V4_18NoZoneDevice];
}
