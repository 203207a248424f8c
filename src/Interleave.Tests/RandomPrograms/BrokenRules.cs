using System.Numerics;
using System.Reflection;
using Interleave.Execution;
using Interleave.Execution.Tso;
using Interleave.Execution.Weak;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.RandomPrograms;

/// <summary>The rules that searches follow, one of them broken. Tests must notice each.</summary>
internal static class BrokenRules
{
    private static readonly Dictionary<string, SearchRules> s_all = new()
    {
        [nameof(DropBusyCallers)] = new() { LocalStates = new DropBusyCallers() },
        [nameof(OverlookChangedHoldings)] = new() { LocalStates = new OverlookChangedHoldings() },
        [nameof(OverlookAskedHoldings)] = new() { LocalStates = new OverlookAskedHoldings() },
        [nameof(ForgetIntegers)] = new() { LocalStates = new ForgetIntegers() },
        [nameof(MergeDifferentFibers)] = new() { LocalStates = new MergeDifferentFibers() },
        [nameof(SleepThroughConflicts)] = new() { Reduction = new SleepThroughConflicts() },
        [nameof(OverlookResults)] = new() { Reduction = new OverlookResults() },
        [nameof(ForgetSleepOnRevisit)] = new() { Reduction = new ForgetSleepOnRevisit() },
        [nameof(OverlookFutures)] = new() { Reduction = new OverlookFutures() },
        [nameof(TrustAnyLock)] = new() { Reduction = new TrustAnyLock() },
        [nameof(IgnoreVisibility)] = new() { Reduction = new IgnoreVisibility() },
        [nameof(OverlookSeenHoldings)] = new() { Reduction = new OverlookSeenHoldings() },
        [nameof(IgnoreCycleProviso)] = new() { Reduction = new IgnoreCycleProviso() },
        [nameof(OverlookNews)] = new() { Reduction = new OverlookNews() },
        [nameof(TakeAllForBuffered)] = new() { Reduction = new TakeAllForBuffered() },
        [nameof(OverlookWaitingStores)] = new() { Reduction = new OverlookWaitingStores() },
        [nameof(OverlookReaders)] = new() { Reduction = new OverlookReaders() },
        [nameof(OverlookBarriers)] = new() { Reduction = new OverlookBarriers() },
        [nameof(OverlookWhoWaits)] = new() { PartialOrder = new OverlookWhoWaits() },
        [nameof(TakeTwoAtMost)] = new() { PartialOrder = new TakeTwoAtMost() },
        [nameof(OverlookProperties)] = new() { PartialOrder = new OverlookProperties() },
        [nameof(OverlookWhatComesBefore)] = new() { PartialOrder = new OverlookWhatComesBefore() },
        [nameof(KeepFirstSteps)] = new() { PartialOrder = new KeepFirstSteps() },
        [nameof(ForgetDisabledFibers)] = new() { Fairness = new ForgetDisabledFibers() },
        [nameof(CountLeavingSteps)] = new() { Fairness = new CountLeavingSteps() },
        [nameof(OverlookSelfLoops)] = new() { Fairness = new OverlookSelfLoops() },
        [nameof(PassStoreBuffer)] = OnTso(static locals => new PassStoreBuffer(locals)),
        [nameof(ForgetOwnStores)] = OnTso(static locals => new ForgetOwnStores(locals)),
        [nameof(AcquireNothing)] = OnWeak(static (machine, memory) => new AcquireNothing(machine, memory)),
        [nameof(ForgetBarriers)] = OnWeak(static (machine, memory) => new ForgetBarriers(machine, memory)),
        [nameof(OvertakeLoads)] = OnWeak(static (machine, memory) => new OvertakeLoads(machine, memory)),
        [nameof(ForgetWriteBarriers)] = OnWeak(static (machine, memory) => new ForgetWriteBarriers(machine, memory)),
        [nameof(OverlookViews)] = OnWeak(static (machine, memory) => new OverlookViews(machine, memory)),
        [nameof(ForgetWhatOneKnows)] = OnWeak(static (machine, memory) => new ForgetWhatOneKnows(machine, memory)),
    };

    /// <summary>The rules of which the one of that name is broken.</summary>
    public static SearchRules Named(string name) => s_all[name];

    /// <summary>The names of all.</summary>
    public static IEnumerable<string> Names => s_all.Keys;

    private static SearchRules OnTso(Func<LocalStates, StoreBufferRules> rules) =>
        new() { Memory = new MemoryRules { StoreBuffers = rules } };

    private static SearchRules OnWeak(Func<Machine, ModificationOrders, ViewRules> rules) =>
        new() { Memory = new MemoryRules { Views = rules } };

    // A routine is forgotten as soon as it calls another, although it has steps left.
    private sealed class DropBusyCallers : LocalStateRules
    {
        public override bool OnlyReturns(FiberRun run, Frame caller, Holdings holdings) => true;
    }

    // A caller that holds or drops something when its callee has returned only returns.
    private sealed class OverlookChangedHoldings : LocalStateRules
    {
        public override bool LeavesHoldings(Holdings before, Holdings after, bool looksAtHoldings) => !looksAtHoldings;
    }

    // What a caller does does not depend on what it holds then.
    private sealed class OverlookAskedHoldings : LocalStateRules
    {
        public override bool LeavesHoldings(Holdings before, Holdings after, bool looksAtHoldings) =>
            ReferenceEquals(before, after);
    }

    // Integers count as dead locals, whether or not they are read again.
    private sealed class ForgetIntegers : LocalStateRules
    {
        public override bool Keeps(FieldInfo local, bool isLive) => isLive && local.FieldType != typeof(int);
    }

    // All unfinished fibers count as equal, whatever they are about to do.
    private sealed class MergeDifferentFibers : LocalStateRules
    {
        public override (ulong First, ulong Second) FingerprintsOf(LocalKey key, OperationKind next) =>
            next == OperationKind.None ? key.Fingerprints() : (1, 1);
    }

    // A sleeping fiber is not woken by a step that conflicts with its own.
    private sealed class SleepThroughConflicts : ReductionRules
    {
        protected override bool AreDependentCore(in HotOperation a, in HotOperation b, bool areVisible) => false;
    }

    // Steps commute if the cell ends up the same, whatever the fibers make of their results.
    private sealed class OverlookResults : ReductionRules
    {
        public override bool GoOnAlike(LocalStates locals, int local, int result, int other) => true;
    }

    // A state that is met again with a smaller sleep set is not explored further.
    private sealed class ForgetSleepOnRevisit : ReductionRules
    {
        protected override bool IsExploredCore(uint slept, uint sleep) => true;
    }

    // Steps may be taken at once if no other fiber's next step conflicts, whatever it does later.
    private sealed class OverlookFutures : ReductionRules
    {
        public override IEnumerable<(int From, int To)> Ahead(IEnumerable<(int From, int To)> edges) => [];
    }

    // Whoever holds a lock is taken to be alone.
    private sealed class TrustAnyLock : ReductionRules
    {
        public override bool KeepsOut(bool touches, bool overwrites) => true;
    }

    // Steps may be taken at once although they write what properties of states read.
    private sealed class IgnoreVisibility : ReductionRules
    {
        public override Footprint Visible(Footprint seen) => new();
    }

    // The same if they change what is held or who is inside a routine.
    private sealed class OverlookSeenHoldings : ReductionRules
    {
        protected override bool LooksTheSameCore(int before, int after) => true;
    }

    // Steps may be taken at once although they may go round in a circle.
    private sealed class IgnoreCycleProviso : ReductionRules
    {
        protected override bool MayBeAtOnceCore(bool closesNoLoop) => true;
    }

    // A search is believed although it met what it did not know of.
    private sealed class OverlookNews : ReductionRules
    {
        public override bool IsBelieved(bool knewAll) => true;
    }

    // Whatever a fiber stores is taken to wait in its buffer, where nobody sees it.
    private sealed class TakeAllForBuffered : ReductionRules
    {
        public override bool IsSeen(bool isAtMemory, bool isCommit) => isAtMemory && isCommit;
    }

    // What waits in the buffers of others is taken to have reached memory.
    private sealed class OverlookWaitingStores : ReductionRules
    {
        public override bool WaitsFor(bool conflict) => false;
    }

    // A store reaches memory whoever may still read there.
    private sealed class OverlookReaders : ReductionRules
    {
        public override bool IsSeen(bool isAtMemory, bool isCommit) => isAtMemory && !isCommit;
    }

    // On a weak memory a full barrier may be taken at once although it tells others something.
    private sealed class OverlookBarriers : ReductionRules
    {
        public override bool HasNews(ViewExecution execution, int fiber) => false;
    }

    // DPOR does not ask those who wait for ever when they could have gone on.
    private sealed class OverlookWhoWaits : PartialOrderRules
    {
        public override uint MayHaveGoneOn(uint waiting) => 0;
    }

    // Source-DPOR takes no third fiber in a state.
    private sealed class TakeTwoAtMost : PartialOrderRules
    {
        public override bool MayExploreBesides(uint fibers) => BitOperations.PopCount(fibers) < 2;
    }

    // DPOR reorders steps that properties of states can see.
    private sealed class OverlookProperties : PartialOrderRules
    {
        public override bool CanSee(bool isChange) => false;
    }

    // Optimal DPOR takes a sleeping step for an initial of a sequence whatever comes before it there.
    private sealed class OverlookWhatComesBefore : PartialOrderRules
    {
        public override bool ComesBefore(in HotOperation earlier, in HotOperation step, bool areVisible) => false;
    }

    // Optimal DPOR keeps only the first step of what leads to the other outcome of a race.
    private sealed class KeepFirstSteps : PartialOrderRules
    {
        public override int StepsKept(int steps) => 1;
    }

    // A fiber that is blocked somewhere in a component does not count as fairly treated.
    private sealed class ForgetDisabledFibers : FairnessRules
    {
        public override uint TreatedFairly(uint blocked) => 0;
    }

    // A step that leaves a component counts as one inside it.
    private sealed class CountLeavingSteps : FairnessRules
    {
        public override uint MovingInside(uint leaving) => leaving;
    }

    // A step that leaves its fiber in the same local state does not count as a cycle.
    private sealed class OverlookSelfLoops : FairnessRules
    {
        public override bool MayBeOnCycle(int from, int to) => from != to;
    }

    // A locked read-modify-write does not wait until the fiber's store buffer is empty.
    private sealed class PassStoreBuffer(LocalStates locals) : StoreBufferRules(locals)
    {
        public override bool Drains(in HotOperation operation) =>
            operation.Kind is OperationKind.Barrier or OperationKind.Load or OperationKind.Store
            && base.Drains(operation);
    }

    // A load does not see what its own fiber has in its store buffer.
    private sealed class ForgetOwnStores(LocalStates locals) : StoreBufferRules(locals)
    {
        public override bool Forwards(in HotOperation store, int location) => false;
    }

    // An acquire load learns nothing from the store that it reads.
    private sealed class AcquireNothing(Machine machine, ModificationOrders memory) : ViewRules(machine, memory)
    {
        protected override void Acquire(int fiber, in HotOperation operation, in Message message) { }

        protected override void Follow(int fiber, in HotOperation operation, in Message message) { }
    }

    // Full barriers of different fibers do not know of each other.
    private sealed class ForgetBarriers(Machine machine, ModificationOrders memory) : ViewRules(machine, memory)
    {
        private readonly ModificationOrders _memory = memory;

        protected override void ShareAll(int fiber)
        {
            var views = _memory.Of(fiber);
            Views.Join(views.Current, views.Acquire);
            Views.Join(views.StoreBound, views.Acquire);
            Views.Join(views.Release, views.Acquire);
        }
    }

    // A store may come before what its fiber has loaded.
    private sealed class OvertakeLoads(Machine machine, ModificationOrders memory) : ViewRules(machine, memory)
    {
        private readonly ModificationOrders _memory = memory;

        protected override int FirstPlaceFor(int fiber, int location) =>
            _memory.TimestampIn(_memory.Of(fiber).Current, location);
    }

    // A write barrier orders nothing.
    private sealed class ForgetWriteBarriers(Machine machine, ModificationOrders memory) : ViewRules(machine, memory)
    {
        protected override void OrderStores(int fiber) { }
    }

    // A load takes the oldest of messages that lead to one local state, whatever it learns from it.
    private sealed class OverlookViews(Machine machine, ModificationOrders memory) : ViewRules(machine, memory)
    {
        public override bool SaysNoMore(Message older, Message newer) => true;
    }

    // What one of its readers knows is left out of a message, and not what all know.
    private sealed class ForgetWhatOneKnows(Machine machine, ModificationOrders memory) : ViewRules(machine, memory)
    {
        public override void KeepWhatBothKnow(Span<byte> known, ReadOnlySpan<byte> byAnother) =>
            byAnother.CopyTo(known);
    }
}
