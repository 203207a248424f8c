using System.Collections.Immutable;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// The names of the properties. Some the kernel's own code or a primitive checks where it is; the others need a view of
/// the whole state and are in properties/.
/// </summary>
public static class KernelRules
{
    /// <summary>A thread that waits until a page is idle is woken when it is (v4.18's promise to file
    /// systems).</summary>
    public const string WaitersAreWoken = "an idle page wakes its waiters";

    /// <summary>A thread that waits for an entry of a DAX file is woken when it can have it, or when the entry has
    /// gone.</summary>
    public const string EntryWaitersAreWoken = "an unlocked DAX entry wakes who waits for it";

    /// <summary>The page map's own reference keeps a page at 1 or more until the page map is killed.</summary>
    public const string PageNeverAtZero = "a live device page never has count 0";

    /// <summary>No reference is lost to somebody else's put.</summary>
    public const string CountsCoverReferences = "a page's count covers the references held";

    /// <summary>Off with users loses callbacks; on without users costs every put_page of the machine.</summary>
    public const string KeyMatchesUsers = "the static key is on exactly while it has users";

    /// <summary>What was taken is given back, so that a device can go.</summary>
    public const string ReferencesAreReturned = "every reference is returned";

    /// <summary>A probe that nothing has refused anything binds its device: one that gives up without a reason would
    /// leave nothing behind that could be wrong.</summary>
    public const string BindsSucceed = "a device is bound unless something refuses it";

    /// <summary>Whoever frees a page has unlocked it, and nobody locks a page that is free: its next owner would find
    /// it locked (PAGE_FLAGS_CHECK_AT_FREE, include/linux/page-flags.h @ v4.18).</summary>
    public const string FreePagesAreUnlocked = "a page that is free is not locked";

    /// <summary>What was allocated is freed when nobody has it any more: pages, a driver's records, the memory of its
    /// pool.</summary>
    public const string MemoryIsFreed = "memory that nobody has is freed";

    /// <summary>What waits is on the waiter's stack: who goes on has left the queue, and runs.</summary>
    public const string QueuesAreLeft = "a task that goes on has left its wait queue";

    /// <summary>When a process no longer maps a file, nothing of it is in its page table.</summary>
    public const string MappingsEnd = "munmap leaves no page mapped";

    /// <summary>A block that truncate gives away is not the target of anybody's I/O.</summary>
    public const string NoBusyBlockIsFreed = "truncate frees only idle blocks";

    /// <summary>A DAX page names the file that has its entry, or counts those that share it: memory failure goes by
    /// that.</summary>
    public const string AssociationsAreTrue = "a DAX page belongs to the files that have it";

    /// <summary>What a process has written to a private mapping stays there, whatever happens to the file behind
    /// it.</summary>
    public const string PrivateCopiesStay = "a private copy of a page stays mapped";

    /// <summary>What was written before it is on the device when <c>fsync</c> returns.</summary>
    public const string WritesAreFlushed = "fsync returns when what was written is flushed";

    /// <summary>Nobody waits for a lock that is never dropped.</summary>
    public const string NoDeadlock = "no deadlock";

    /// <summary>The engine's: memory is touched only while it is there.</summary>
    public const string NoUseAfterFree = Interleave.Violations.EngineRules.NoUseAfterFree;

    /// <summary>No <c>WARN_ON</c> triggers: the kernel's authors thought the condition impossible.</summary>
    public const string NoWarnings = "no WARN_ON triggers";

    /// <summary>What is followed as an address is one.</summary>
    public const string NoWildPointers = "no NULL or error pointer is followed";

    /// <summary>What C text reads has been written before, or was allocated with zeros.</summary>
    public const string NoUninitialisedReads = "nothing is read that was never written";

    /// <summary>What C text accesses lies within the object that the pointer is into.</summary>
    public const string NoOverruns = "no access lies outside of its object";

    /// <summary>Nothing that may sleep is called with a spinlock held, with preemption or interrupts off, or in a
    /// read-side section of RCU.</summary>
    public const string NoSleepInAtomic = "nothing sleeps in atomic context";

    /// <summary>No plain access meets a conflicting one of another thread (Documentation/dev-tools/kcsan.rst, and
    /// "race condition" in tools/memory-model/Documentation/explanation.txt).</summary>
    public const string NoDataRaces = "no plain access races with another";

    /// <summary>A thread ends with preemption, interrupts and RCU as it found them.</summary>
    public const string ContextIsLeft = "atomic context is left as it was entered";

    /// <summary>Everything that C text does is known. Where it is not, a verdict is not complete.</summary>
    public const string TextHasMeaning = "the text has a meaning";

    /// <summary>A reference count that is below zero has been put more often than taken.</summary>
    public const string CountsStayPositive = "no reference count goes below zero";

    /// <summary>Each transition of a managed page to idle calls <c>page_free</c> once.</summary>
    public const string PageFreeOncePerIdle = "page_free is called once for each idle transition";

    /// <summary>A driver is told that a page is free only while it is in use.</summary>
    public const string NoPageFreeOfFreePage = "page_free is never called for a free page";

    /// <summary>What a driver may hand out is nobody's any more: no mapping and no user is left.</summary>
    public const string FreePagesAreUnused = "a page that its driver has back is not in use";

    /// <summary>The driver looks at its own records of the page that a process faulted on.</summary>
    public const string FaultsArePagesInUse = "migrate_to_ram is called only for a page in use";

    /// <summary>The end of a migration maps the page where the migration entry is, and not over what has come in its
    /// place.</summary>
    public const string MigrationsReplace = "a migration replaces the entry that it left";

    /// <summary>Whoever comes from the page has to find the process: <c>page->mapping</c> is not a former
    /// owner's.</summary>
    public const string MappingsAreCurrent = "a mapped private page belongs to its process";

    /// <summary>Threads that wait for each other do not do so for ever. Only a search for cycles can tell.</summary>
    public const string ExecutionsEnd = Interleave.Violations.EngineRules.FairExecutionsEnd;

    private static readonly ImmutableDictionary<string, string> s_headlines = new Dictionary<string, string>
    {
        [WaitersAreWoken] = "lost wake-up",
        [EntryWaitersAreWoken] = "lost wake-up for a DAX entry",
        [PageNeverAtZero] = "live page at refcount 0",
        [CountsCoverReferences] = "refcount below the references held",
        [KeyMatchesUsers] = "wrong static key",
        [ReferencesAreReturned] = "lost reference",
        [BindsSucceed] = "bind that fails without a reason",
        [FreePagesAreUnlocked] = "free page locked",
        [MemoryIsFreed] = "memory leak",
        [QueuesAreLeft] = "stale wait queue entry",
        [MappingsEnd] = "stale page table entry",
        [NoBusyBlockIsFreed] = "busy block freed",
        [AssociationsAreTrue] = "stale association",
        [PrivateCopiesStay] = "private data lost",
        [WritesAreFlushed] = "data not flushed",
        [NoDeadlock] = "deadlock",
        [NoUseAfterFree] = "use after free",
        [NoWarnings] = "WARN_ON",
        [NoWildPointers] = "NULL dereference",
        [NoUninitialisedReads] = "use of uninitialised memory",
        [NoOverruns] = "out-of-bounds access",
        [NoSleepInAtomic] = "sleep in atomic context",
        [NoDataRaces] = "data race",
        [ContextIsLeft] = "unbalanced atomic context",
        [CountsStayPositive] = "refcount underflow",
        [PageFreeOncePerIdle] = "missed page_free",
        [NoPageFreeOfFreePage] = "double page_free",
        [FreePagesAreUnused] = "free page in use",
        [FaultsArePagesInUse] = "fault on a free page",
        [MigrationsReplace] = "page table entry lost",
        [MappingsAreCurrent] = "stale page->mapping",
        [Interleave.Violations.EngineRules.NoDoubleFree] = "double free",
        [Interleave.Violations.EngineRules.LocksAreReleased] = "lock misuse",
        [ExecutionsEnd] = "livelock",
    }.ToImmutableDictionary();

    /// <summary>What a kernel developer would call the violation of a property; the property itself if it has no
    /// name.</summary>
    public static string Headline(string property) => s_headlines.GetValueOrDefault(property, property);
}
