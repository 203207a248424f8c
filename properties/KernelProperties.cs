using System.Collections.Immutable;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties;

/// <summary>What must hold in every kernel and every scenario; always all on.</summary>
public static class KernelProperties
{
    /// <summary>The names of all properties that can be violated, those that the kernel's own code checks included.</summary>
    public static ImmutableArray<string> Names { get; } =
    [
        WaitersAreWoken, PageNeverAtZero, CountsCoverReferences, KeyMatchesUsers, ReferencesAreReturned, NoBusyBlockIsFreed,
        NoDeadlock, KernelRules.PageFreeOncePerIdle, KernelRules.NoPageFreeOfFreePage, KernelRules.CountsStayPositive,
        KernelRules.NoWarnings,
    ];

    /// <summary>A thread that waits until a page is idle is woken when it is (v4.18's promise to file systems).</summary>
    public const string WaitersAreWoken = "an idle page wakes its waiters";

    /// <summary>The page map's own reference keeps a page at 1 or more until the page map is killed.</summary>
    public const string PageNeverAtZero = "a live device page never has count 0";

    /// <summary>No reference is lost to somebody else's put.</summary>
    public const string CountsCoverReferences = "a page's count covers the references held";

    /// <summary>Off with users loses callbacks; on without users costs every put_page of the machine.</summary>
    public const string KeyMatchesUsers = "the static key is on exactly while it has users";

    /// <summary>What was taken is given back, so that a device can go.</summary>
    public const string ReferencesAreReturned = "every reference is returned";

    /// <summary>A block that truncate gives away is not the target of anybody's I/O.</summary>
    public const string NoBusyBlockIsFreed = "truncate frees only idle blocks";

    /// <summary>Nobody waits for a lock that is never dropped.</summary>
    public const string NoDeadlock = "no deadlock";

    /// <summary>Adds all properties to the program that <paramref name="linux"/> runs.</summary>
    public static void AddTo(Linux linux)
    {
        var properties = linux.Machine.Properties;
        properties.Always(PageNeverAtZero, state => PageCounts.FindZero(linux, state));
        properties.Always(CountsCoverReferences, state => PageCounts.FindUncovered(linux, state));
        properties.Always(KeyMatchesUsers, state => KeyUse.FindUserWithoutKey(linux, state));
        properties.Always(NoBusyBlockIsFreed, state => FreedBlocks.FindBusy(linux, state));
        properties.AtEnd(KeyMatchesUsers, state => KeyUse.FindMismatch(linux, state));
        properties.AtEnd(KernelRules.PageFreeOncePerIdle, state => PageCounts.FindMissedCallback(linux, state));
        properties.AtEnd(ReferencesAreReturned, state => References.FindLeak(linux, state));
        properties.DiagnoseBlocked((state, blocked) => BlockedThreads.Diagnose(linux, state, blocked));
    }
}
