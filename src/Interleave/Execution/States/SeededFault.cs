namespace Interleave.Execution.States;

/// <summary>An unsound change of the search, made on purpose by a test that must notice it.</summary>
internal enum SeededFault
{
    None,

    /// <summary>A sleeping fiber is not woken by a step that conflicts with its own.</summary>
    SleepThroughConflicts,

    /// <summary>A state that is met again with a smaller sleep set is not explored further.</summary>
    ForgetSleepOnRevisit,

    /// <summary>All unfinished fibers count as equal, whatever they are about to do.</summary>
    MergeDifferentFibers,

    /// <summary>A routine is forgotten as soon as it calls another, although it has steps left.</summary>
    DropBusyCallers,

    /// <summary>A fiber that is blocked somewhere in a component does not count as fairly treated.</summary>
    ForgetDisabledFibers,

    /// <summary>A step that leaves a component counts as one inside it.</summary>
    CountLeavingSteps,

    /// <summary>A locked read-modify-write does not wait until the fiber's store buffer is empty.</summary>
    PassStoreBuffer,

    /// <summary>A load does not see what its own fiber has in its store buffer.</summary>
    ForgetOwnStores,

    /// <summary>An acquire load learns nothing from the store that it reads.</summary>
    AcquireNothing,

    /// <summary>Full barriers of different fibers do not know of each other.</summary>
    ForgetBarriers,

    /// <summary>A store may come before what its fiber has loaded.</summary>
    OvertakeLoads,

    /// <summary>A write barrier orders nothing.</summary>
    ForgetWriteBarriers,

    /// <summary>A step that leaves its fiber in the same local state does not count as a cycle.</summary>
    OverlookSelfLoops,

    /// <summary>DPOR does not ask those who wait for ever when they could have gone on.</summary>
    OverlookWhoWaits,

    /// <summary>Source-DPOR takes no third fiber in a state.</summary>
    TakeTwoAtMost,

    /// <summary>DPOR reorders steps that properties of states can see.</summary>
    OverlookProperties,

    /// <summary>Optimal DPOR takes a sleeping step for an initial of a sequence whatever comes before it
    /// there.</summary>
    OverlookWhatComesBefore,

    /// <summary>Optimal DPOR keeps only the first step of what leads to the other outcome of a race.</summary>
    KeepFirstSteps,

    /// <summary>Integers count as dead locals, whether or not they are read again.</summary>
    ForgetIntegers,

    /// <summary>Steps commute if the cell ends up the same, whatever the fibers make of their results.</summary>
    OverlookResults,

    /// <summary>Steps are persistent if no other fiber's next step conflicts, whatever it does later.</summary>
    OverlookFutures,

    /// <summary>Steps are persistent although properties of states see them.</summary>
    IgnoreVisibility,

    /// <summary>Steps are persistent although they may go round in a circle.</summary>
    IgnoreCycleProviso,

    /// <summary>Whoever holds a lock is taken to be alone.</summary>
    TrustAnyLock,

    /// <summary>A search with persistent steps is believed although it met what it did not know of.</summary>
    OverlookNews,

    /// <summary>On a weak memory a full barrier is persistent although it tells others something.</summary>
    OverlookBarriers,

    /// <summary>On a weak memory a load takes the oldest of messages that lead to one local state, whatever it learns
    /// from it.</summary>
    OverlookViews,

    /// <summary>On a weak memory what one of its readers knows is left out of a message, and not what all
    /// know.</summary>
    ForgetWhatOneKnows,
}
