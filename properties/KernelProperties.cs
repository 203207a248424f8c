using System.Collections.Immutable;
using Interleave.Violations;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties;

/// <summary>What must hold in every kernel and every scenario; always all on.</summary>
public static class KernelProperties
{
    /// <summary>The names of all properties that can be violated, those that the kernel's own code checks
    /// included.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        KernelRules.WaitersAreWoken,
        KernelRules.EntryWaitersAreWoken,
        KernelRules.PrivateCopiesStay,
        KernelRules.AssociationsAreTrue,
        KernelRules.PageNeverAtZero,
        KernelRules.CountsCoverReferences,
        KernelRules.KeyMatchesUsers,
        KernelRules.ReferencesAreReturned,
        KernelRules.BindsSucceed,
        KernelRules.FreePagesAreUnlocked,
        KernelRules.MemoryIsFreed,
        KernelRules.QueuesAreLeft,
        KernelRules.MappingsEnd,
        KernelRules.NoBusyBlockIsFreed,
        KernelRules.WritesAreFlushed,
        KernelRules.NoDeadlock,
        KernelRules.PageFreeOncePerIdle,
        KernelRules.NoPageFreeOfFreePage,
        KernelRules.CountsStayPositive,
        KernelRules.NoWarnings,
        KernelRules.NoWildPointers,
        KernelRules.NoSleepInAtomic,
        KernelRules.FreePagesAreUnused,
        KernelRules.FaultsArePagesInUse,
        KernelRules.MappingsAreCurrent,
        KernelRules.MigrationsReplace,
        .. EngineRules.All,
    ];

    /// <summary>Adds all properties to the program that <paramref name="linux"/> runs.</summary>
    public static void AddTo(Linux linux)
    {
        var properties = linux.Machine.Properties;
        properties.Always(KernelRules.PageNeverAtZero, state => PageCounts.FindZero(linux, state));
        properties.Always(KernelRules.CountsCoverReferences, state => PageCounts.FindUncovered(linux, state));
        properties.Always(KernelRules.KeyMatchesUsers, state => KeyUse.FindUserWithoutKey(linux, state));
        properties.Always(KernelRules.NoBusyBlockIsFreed, state => FreedBlocks.FindBusy(linux, state));
        properties.Always(KernelRules.FreePagesAreUnused, state => PrivateMemory.FindUsedFreePage(linux, state));
        properties.Always(KernelRules.FreePagesAreUnlocked, state => PrivateMemory.FindLockedFreePage(linux, state));
        properties.Always(KernelRules.FaultsArePagesInUse, state => PrivateMemory.FindFaultOnFreePage(linux, state));
        properties.Always(KernelRules.MappingsAreCurrent, state => PrivateMemory.FindStaleMapping(linux, state));
        properties.AtEnd(KernelRules.AssociationsAreTrue, state => Associations.FindStale(linux, state));
        properties.AtEnd(KernelRules.KeyMatchesUsers, state => KeyUse.FindMismatch(linux, state));
        properties.AtEnd(KernelRules.PageFreeOncePerIdle, state => PageCounts.FindMissedCallback(linux, state));
        properties.AtEnd(KernelRules.ReferencesAreReturned, state => References.FindLeak(linux, state));
        properties.AtEnd(KernelRules.MemoryIsFreed, state => Leaks.Find(linux, state));
        properties.AtEnd(KernelRules.QueuesAreLeft, state => WaitQueues.FindQueued(linux, state));
        properties.AtEnd(KernelRules.MappingsEnd, state => Leaks.FindMapping(linux, state));
        properties.AtEnd(KernelRules.KeyMatchesUsers, state => KeyUse.FindMiscount(linux, state)); // the least harmful
        properties.DiagnoseBlocked((state, blocked) => BlockedThreads.Diagnose(linux, state, blocked));
    }
}
