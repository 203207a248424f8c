using Interleave.Memory;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Bugs.KnownBugs;
using static PgmapCheck.Model.Protocol.Teardown.TeardownDuties;

namespace PgmapCheck.Model.Bugs;

/// <summary>Memory of processes on devices, and the drivers that have it.</summary>
internal static class PrivateMemoryBugs
{
    /// <summary>The page that memory has moved away from goes to an LRU list before it is freed.</summary>
    public static Bug MigrateLru { get; } =
        new("MIGRATE-LRU", "a page that is to be freed goes to an LRU list, without its memory cgroup")
        {
            Base = KnownReleases.V6_12,
            Releases = ["v6.12"],
            Fix = static r => r with { MigrateVma = r.MigrateVma with { ListsFreedPages = false } },
            Symptoms = Breaks(
                KernelRules.NoWarnings,
                "private-migrate-and-fault",
                "private-migrate-vs-zap",
                "private-migrate-vs-fault",
                "private-zap-vs-migrate"
            ),
            IntroducedBy = "8763cb45ab96",
            FixedBy = "41cddf83d8b0",
            FixSubject = "mm/migrate_device: don't add folio to be freed to LRU in migrate_device_finalize()",
            FixedIn = "v6.14",
            Evidence =
                "the fix's message: only the warning, nothing else goes wrong; since v6.7 the old page loses its "
                + "cgroup",
        };

    /// <summary>A private page keeps the mapping of the process that had it before, and is taken for one that is
    /// mapped.</summary>
    public static Bug AnonMapping { get; } =
        new("ANON-MAPPING", "a private page that is handed out again keeps its former owner's mapping")
        {
            Base = KnownReleases.V5_2,
            Break = static r => r with { DevicePages = new CountedFromOne(clearsMapping: false) },
            Fix = static r => r with { DevicePages = new CountedFromOne(clearsMapping: true) },
            Symptoms = Breaks(KernelRules.MappingsAreCurrent, "private-zap-vs-insert"),
            IntroducedBy = "b7a523109fb5",
            FixedBy = "7ab0ad0e74f8",
            FixSubject = "mm/hmm: fix ZONE_DEVICE anon page mapping reuse",
            FixedIn = "v5.3",
            Evidence =
                "the patch mail describes the insertion into an empty page table entry; Dan Williams lists the three "
                + "commits. What brought it and what fixed it are both of v5.3, so that no release has it",
        };

    /// <summary>A thread that waits for the end of a migration stops it with the reference that it takes for
    /// waiting.</summary>
    public static Bug DpEntryWait { get; } =
        new("DP-ENTRY-WAIT", "a thread that waits for a migration stops it by holding the page")
        {
            Base = KnownReleases.V5_10,
            Fix = static r =>
                OtherFaults(r) with
                {
                    MigrateVma = r.MigrateVma with { Wait = MigrationWait.TakesNoReference },
                },
            Releases = From("v4.14", "v5.10"),
            Symptoms = Breaks(KernelRules.ExecutionsEnd, "private-fault-vs-fault"),
            IntroducedBy = "8763cb45ab96",
            FixedBy = "ffa65753c431",
            FixSubject = "mm/migrate.c: rework migration_entry_wait() to not take a pageref",
            FixedIn = "v5.17",
            Evidence =
                "a comment in migrate_vma_check_page asks for this fix; its subject was read, the message is cited "
                + "from memory",
        };

    /// <summary>A fault on private memory calls the driver with a page that nothing keeps.</summary>
    public static Bug DpFault { get; } =
        new("DP-FAULT", "a fault on a private page uses the page without holding it")
        {
            Base = KnownReleases.V5_19,
            Fix = static r => r with { PrivateFault = new HoldsPage { ClearsLast = r.PrivateFault.ClearsLast } },
            Releases = From("v4.14", "v5.19"),
            Symptoms =
            [
                .. Breaks(
                    KernelRules.FaultsArePagesInUse,
                    "private-fault-vs-zap",
                    "private-fault-vs-evict",
                    "private-fault-vs-fault",
                    "private-fault-vs-unplug"
                ),
                .. Breaks(KernelRules.NoUseAfterFree, "private-fault-vs-unplug"),
            ],
            IntroducedBy = "5042db43cc26",
            FixedBy = "16ce101db85d",
            FixSubject = "mm/memory.c: fix race when faulting a device private page",
            FixedIn = "v6.1",
            Evidence = "the fix's message (CVE-2022-3523); the code before it was read",
        };

    /// <summary>Where a free page has count 1, whoever takes and puts it makes it idle a second time.</summary>
    public static Bug DpSpec { get; } =
        new("DP-SPEC", "looking at a free private page by its number frees it again")
        {
            Base = KnownReleases.V4_18,
            Fix = static r => r with { PfnWalk = new OnlyOrdinaryPages() },
            Releases = From("v4.14", "v4.18"),
            Symptoms =
            [
                .. Breaks(
                    KernelRules.NoPageFreeOfFreePage,
                    "private-walker-vs-free-page",
                    "private-walker-vs-put",
                    "private-walker-vs-fault"
                ),
                .. Breaks(KernelRules.FreePagesAreUnused, "private-walker-vs-free-page"),
            ],
            IntroducedBy = "5042db43cc26",
            FixedBy = "6100e34b2526",
            FixSubject = "mm, memory_failure: Teach memory_failure() about dev_pagemap pages",
            FixedIn = "v4.19",
            Evidence = "derived; only memory_failure up to v4.18 is known to take such a reference (docs/findings.md)",
        };

    /// <summary>Threads that fault on the same page stop each other's migration, and try again.</summary>
    public static Bug DpTrylock { get; } =
        new("DP-TRYLOCK", "threads that fault on one private page hold it and keep each other from moving it")
        {
            Base = KnownReleases.V6_1,
            Break = MigrateLru.Fix, // whose warning comes first
            Fix = static r => r with { PrivateFault = new SpinsForLock { ClearsLast = r.PrivateFault.ClearsLast } },
            HiddenIn = From("v4.14", "v6.12"), // up to v5.19, DP-FAULT's fix brings it
            Symptoms = Breaks(KernelRules.ExecutionsEnd, "private-fault-vs-fault"),
            IntroducedBy = "16ce101db85d",
            FixedBy = "1afaeb8293c9",
            FixSubject = "mm/migrate: Trylock device page in do_swap_page",
            FixedIn = "v6.15",
            Evidence =
                "the fix's message; what b570f37a2ce4 mends in it needs an unfair lock or CPU (docs/findings.md)",
        };

    /// <summary>The count of a private page is reset after its driver has it back, and may have handed it out
    /// again.</summary>
    public static Bug DpZeroRef { get; } =
        new("DP-ZEROREF", "a free private page's count is reset when its next user may have it")
        {
            Base = KnownReleases.V5_19,
            Fix = static r =>
                r with
                {
                    DevicePages = r.DevicePages is PrivateFreeAtZero { IsFreeAtZero: false }
                        ? new PrivateFreeAtZero()
                        : r.DevicePages as PrivateFreeAtZero ?? new PrivateFreeAtZero { CountsForPagemap = false },
                },
            Releases = From("v5.18", "v5.19"),
            Symptoms = Breaks(
                KernelRules.CountsCoverReferences,
                "private-reuse-vs-put",
                "private-zap-vs-insert",
                "private-zap-vs-migrate",
                "private-insert-vs-insert"
            ),
            SymptomsUnder = [(MemoryModel.Tso, "private-insert-vs-insert", KernelRules.CountsStayPositive)],
            IntroducedBy = "27674ef6c73f",
            FixedBy = "ef233450898f",
            FixSubject = "mm: free device private pages have zero refcount",
            FixedIn = "v6.1",
            Evidence =
                "found by this model in code that was read; the fix's message speaks of pages that cannot be told "
                + "from free ones"
                + " (docs/findings.md)",
        };

    /// <summary>A device action that waits runs at once when it cannot be registered, before anybody has killed the
    /// reference.</summary>
    public static Bug HmmExitHang { get; } =
        new("HMM-EXIT-HANG", "hmm_devmem_add waits for a reference that nobody killed when a registration fails")
        {
            Base = KnownReleases.V5_0,
            Fix = static r => r with { Memremap = r.Memremap.With(Wait | Key | KeyLast) },
            Releases = ["v5.0"],
            Symptoms = Breaks(KernelRules.ReferencesAreReturned, "hmm-add-with-failures"),
            FixedBy = "50f44ee7248a",
            FixSubject = "mm/devm_memremap_pages: fix final page put race",
            FixedIn = "v5.2",
            Evidence =
                "found by this model; the action and its wait are in the patch that removed them (docs/findings.md)",
        };

    /// <summary>The error path of hmm_devmem_add calls a device action that removes itself, and is not
    /// registered.</summary>
    public static Bug HmmRemoveWarn { get; } =
        new("HMM-REMOVE-WARN", "a failed hmm_devmem_add removes a device action that was never registered")
        {
            Base = KnownReleases.V4_18,
            Fix = static r =>
                r with
                {
                    Memremap = r.Memremap.With(Kill | Wait | Key | KeyLast),
                    Hmm = new ThroughMemremap(),
                },
            Releases = From("v4.14", "v4.18"),
            Symptoms = Breaks(KernelRules.NoWarnings, "hmm-add-with-failures", "add-over-another"),
            IntroducedBy = "4ef589dc9b10",
            FixedBy = "bbecd94e6c51",
            FixSubject = "mm, hmm: use devm semantics for hmm_devmem_{add, remove}",
            FixedIn = "v5.0",
            Evidence = "found by this model; confirmed in the code that was removed; the fix is cited from memory",
        };

    /// <summary>MIGRATE-LRU for the page that memory should have moved to.</summary>
    public static Bug MigrateLruFailed { get; } =
        new("MIGRATE-LRU-FAILED", "the same with the new page, when somebody's reference stops the migration")
        {
            Base = KnownReleases.V6_1,
            Fix = MigrateLru.Fix,
            Releases = From("v5.18", "v6.12"),
            Symptoms = Breaks(KernelRules.NoWarnings, "private-migrate-vs-fault", "private-insert-vs-insert"),
            IntroducedBy = "8763cb45ab96",
            FixedBy = "41cddf83d8b0",
            FixSubject = "mm/migrate_device: don't add folio to be freed to LRU in migrate_device_finalize()",
            FixedIn = "v6.14",
            Evidence = "the fix's message names this case as well; the list has complained since v5.11",
        };

    /// <summary>MIGRATE-LRU-FAILED where the reference is that of a thread that faults on the same page.</summary>
    public static Bug MigrateLruFault { get; } =
        new("MIGRATE-LRU-FAULT", "the same, since threads that fault hold the page")
        {
            Base = KnownReleases.V6_1,
            Fix = MigrateLru.Fix,
            Releases = From("v6.1", "v6.12"),
            Symptoms = Breaks(KernelRules.NoWarnings, "private-fault-vs-evict", "private-fault-vs-fault"),
            IntroducedBy = "16ce101db85d",
            FixedBy = "41cddf83d8b0",
            FixSubject = "mm/migrate_device: don't add folio to be freed to LRU in migrate_device_finalize()",
            FixedIn = "v6.14",
            Evidence = "the fix's message names failed migrations; that faults make them fail is found by this model",
        };

    // What else goes wrong when two threads fault.
    private static Release OtherFaults(Release release) => DpTrylock.Fix(DpFault.Fix(release));
}
