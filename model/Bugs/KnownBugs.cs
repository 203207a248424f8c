using System.Collections.Immutable;
using Interleave.Memory;
using PgmapCheck.Model.Bugs.DaxEntries;
using PgmapCheck.Model.Bugs.IdleTransition;
using PgmapCheck.Model.Bugs.Layouts;
using PgmapCheck.Model.Bugs.P2PDma;
using PgmapCheck.Model.Bugs.PrivateMemory;
using PgmapCheck.Model.Bugs.StaticKey;
using PgmapCheck.Model.Bugs.Teardown;
using PgmapCheck.Model.Bugs.Truncate;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Bugs;

/// <summary>The catalogue, one file for each bug.</summary>
public static class KnownBugs
{
    /// <summary>Every configuration of v4.18 that has device pages.</summary>
    internal static readonly ImmutableArray<string> V4_18WithDevicePages =
    [
        "v4.18",
        "v4.18-fs-dax-limited",
        "v4.18-no-pagemap-ops",
    ];

    /// <summary>All entries.</summary>
    public static ImmutableArray<Bug> All { get; } =
    [
        SkeyGet2.Entry,
        SkeyPutGet.Entry,
        HmmKeyLeak.Entry,
        SkeyFastInc.Entry,
        SkeySlowDec.Entry,
        SkeySlowDec2.Entry,
        RelPages.Entry,
        FolioPut.Entry,
        NoOpsWake.Entry,
        FsDaxFolioWake.Entry,
        MbarWake.Entry,
        MbarWakeRmw.Entry,
        FinalPut.Entry,
        Shutdown.Entry,
        HmmRemoveWarn.Entry,
        IdlePut.Entry,
        IdlePutBatch.Entry,
        HmmExitHang.Entry,
        PmemQueueLeak.Entry,
        GupRevive.Entry,
        PinnedUnplug.Entry,
        FreedFolio.Entry,
        KvmNoPut.Entry,
        GupPgmapLeak.Entry,
        GupHugePgmapLeak.Entry,
        ConflictNoKill.Entry,
        EnableGetLeak.Entry,
        ExitBeforeUnpublish.Entry,
        ZdDoubleRef.Entry,
        PgmapEarly.Entry,
        DpFault.Entry,
        DpZeroRef.Entry,
        DpSpec.Entry,
        AnonMapping.Entry,
        DpTrylock.Entry,
        DpEntryWait.Entry,
        MigrateLru.Entry,
        MigrateLruFailed.Entry,
        MigrateLruFault.Entry,
        P2PRefLeak.Entry,
        P2PZeroRef.Entry,
        P2PRefReset.Entry,
        P2PCheck.Entry,
        P2PResetLate.Entry,
        UnmappedBusy.Entry,
        BreakRetry.Entry,
        GupFastPmd.Entry,
        EntryBaton.Entry,
        EntrySelfDeadlock.Entry,
        LockedSkip.Entry,
        XasSkip.Entry,
        ZeroEntry.Entry,
        ShareRace.Entry,
        FuseRange.Entry,
        CowUnmap.Entry,
        UnmountBusy.Entry,
        LayoutKeep.Entry,
        Evict.Entry,
        RemapSleep.Entry,
        BusyLivelock.Entry,
    ];

    /// <summary>The entry that explains a violation; null if the catalogue has none.</summary>
    /// <param name="release">The release's name.</param>
    /// <param name="scenario">The scenario's name.</param>
    /// <param name="property">The property violated.</param>
    /// <param name="memory">The memory on which it was.</param>
    public static Bug? Explain(
        string release,
        string scenario,
        string property,
        MemoryModel memory = MemoryModel.Sequential
    ) => All.FirstOrDefault(bug => bug.Explains(release, scenario, property, memory));

    /// <summary>The releases from one to another, both included.</summary>
    internal static ImmutableArray<string> From(string first, string last)
    {
        ImmutableArray<string> history = [.. KnownReleases.History.Select(release => release.Name)];
        return history[history.IndexOf(first)..(history.IndexOf(last) + 1)];
    }

    internal static ImmutableArray<(string, string)> Breaks(string property, params ReadOnlySpan<string> scenarios)
    {
        var symptoms = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var scenario in scenarios)
        {
            symptoms.Add((scenario, property));
        }

        return symptoms.ToImmutable();
    }
}
