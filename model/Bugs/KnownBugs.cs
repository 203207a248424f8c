using System.Collections.Immutable;
using Interleave.Memory;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Bugs;

/// <summary>The catalogue, a file for each division of the protocol.</summary>
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
        StaticKeysBugs.SkeyGet2,
        StaticKeysBugs.SkeyPutGet,
        StaticKeysBugs.HmmKeyLeak,
        StaticKeysBugs.SkeyPutAny,
        StaticKeysBugs.SkeyFastInc,
        StaticKeysBugs.SkeySlowDec,
        StaticKeysBugs.SkeySlowDec2,
        ReferencesBugs.RelPages,
        ReferencesBugs.FolioPut,
        ReferencesBugs.NoOpsWake,
        GetUserPagesBugs.FsDaxFolioWake,
        ReferencesBugs.MbarWake,
        ReferencesBugs.MbarWakeRmw,
        TeardownBugs.FinalPut,
        TeardownBugs.Shutdown,
        PrivateMemoryBugs.HmmRemoveWarn,
        ReferencesBugs.IdlePut,
        ReferencesBugs.IdlePutBatch,
        PrivateMemoryBugs.HmmExitHang,
        TeardownBugs.PmemQueueLeak,
        TeardownBugs.KeyActionLeak,
        TeardownBugs.NullRef,
        GetUserPagesBugs.GupRevive,
        GetUserPagesBugs.GupDying,
        TeardownBugs.PinnedUnplug,
        TeardownBugs.FreedFolio,
        GetUserPagesBugs.KvmNoPut,
        GetUserPagesBugs.GupPgmapLeak,
        GetUserPagesBugs.GupHugePgmapLeak,
        TeardownBugs.ConflictNoKill,
        TeardownBugs.EnableGetLeak,
        TeardownBugs.ExitBeforeUnpublish,
        ReferencesBugs.ZdDoubleRef,
        TeardownBugs.PgmapEarly,
        PrivateMemoryBugs.DpFault,
        PrivateMemoryBugs.DpZeroRef,
        PrivateMemoryBugs.DpSpec,
        TeardownBugs.PgmapUnborn,
        PrivateMemoryBugs.AnonMapping,
        PrivateMemoryBugs.DpTrylock,
        PrivateMemoryBugs.DpEntryWait,
        PrivateMemoryBugs.MigrateLru,
        PrivateMemoryBugs.MigrateLruFailed,
        PrivateMemoryBugs.MigrateLruFault,
        P2PDmaBugs.P2PRefLeak,
        P2PDmaBugs.P2PZeroRef,
        P2PDmaBugs.P2PRefReset,
        P2PDmaBugs.P2PCheck,
        P2PDmaBugs.P2PResetLate,
        P2PDmaBugs.P2PResetLateWarning,
        LayoutsBugs.UnmappedBusy,
        LayoutsBugs.BreakRetry,
        GetUserPagesBugs.GupFastPmd,
        DaxFilesBugs.EntryBaton,
        DaxFilesBugs.EntrySelfDeadlock,
        LayoutsBugs.LockedSkip,
        LayoutsBugs.XasSkip,
        DaxFilesBugs.MappingLost,
        DaxFilesBugs.FsyncSkip,
        DaxFilesBugs.ZeroEntry,
        DaxFilesBugs.ShareReaders,
        DaxFilesBugs.ShareRace,
        DaxFilesBugs.ShareRaceMarked,
        LayoutsBugs.FuseRange,
        LayoutsBugs.CowUnmap,
        LayoutsBugs.UnmountBusy,
        LayoutsBugs.LayoutKeep,
        LayoutsBugs.Evict,
        LayoutsBugs.RemapSleep,
        LayoutsBugs.BusyLivelock,
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
