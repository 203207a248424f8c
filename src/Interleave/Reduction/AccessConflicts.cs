using Interleave.Execution.Weak;
using Interleave.Memory;

namespace Interleave.Reduction;

/// <summary>Which accesses conflict on one memory, between a step and what another fiber may do later: the dependence
/// relation of persistent sets (Godefroid, LNCS 1032, definition 3.1).</summary>
internal abstract class AccessConflicts
{
    /// <summary>Under sequential consistency.</summary>
    public static AccessConflicts Sequential { get; } = new SequentialConflicts();

    /// <summary>Under total store order.</summary>
    public static AccessConflicts Tso { get; } = new StoreBufferConflicts();

    /// <summary>On the weak memory.</summary>
    public static AccessConflicts Weak { get; } = new WeakConflicts();

    /// <summary>How many kinds of accesses are told apart: the planes of <see cref="AccessSets"/>.</summary>
    public abstract int Kinds { get; }

    /// <summary>The kind of access that a step is.</summary>
    public abstract int KindOf(in HotOperation step);

    /// <summary>True if a step conflicts with something that a fiber in a local state may do.</summary>
    /// <param name="sets">What fibers may access.</param>
    /// <param name="step">The step of another fiber.</param>
    /// <param name="local">The local state.</param>
    public abstract bool Conflict(AccessSets sets, in HotOperation step, int local);

    /// <summary>The same for what a store does when it reaches memory, where that is another step.</summary>
    /// <inheritdoc cref="Conflict"/>
    public virtual bool ConflictAtMemory(AccessSets sets, in HotOperation step, int local) =>
        Conflict(sets, step, local);

    /// <summary>True if a step conflicts with all others of its sort, whatever cell it is on: full barriers tell each
    /// other what their fibers have met.</summary>
    public virtual bool IsBarrier(in HotOperation step) => false;

    private class SequentialConflicts : AccessConflicts
    {
        protected const int Reading = 0;
        protected const int Writing = 1;

        public override int Kinds => 2;

        public override int KindOf(in HotOperation step) => step.Writes ? Writing : Reading;

        public override bool Conflict(AccessSets sets, in HotOperation step, int local) =>
            (
                step.Location >= 0
                && (step.Writes ? sets.Touches(local, step.Location) : sets.Has(local, step.Location, Writing))
            ) || (step.Lifetime >= 0 && sets.Has(local, step.Lifetime, Writing));
    }

    // What enters a store buffer, or reads, conflicts with stores of others alone.
    private sealed class StoreBufferConflicts : SequentialConflicts
    {
        public override bool Conflict(AccessSets sets, in HotOperation step, int local) =>
            (step.Location >= 0 && sets.Has(local, step.Location, Writing))
            || (step.Lifetime >= 0 && sets.Has(local, step.Lifetime, Writing));

        public override bool ConflictAtMemory(AccessSets sets, in HotOperation step, int local) =>
            base.Conflict(sets, step, local);
    }

    // Loads of others do not conflict with what writes to a cell, unless that leaves them nothing older; stores find
    // their timestamps among each other whichever is made first.
    private sealed class WeakConflicts : AccessConflicts
    {
        public override int Kinds => WeakMayAccessSets.Planes;

        public override int KindOf(in HotOperation step) => WeakMayAccessSets.PlaneOf(step);

        public override bool IsBarrier(in HotOperation step) => step.IsFullBarrier;

        public override bool Conflict(AccessSets sets, in HotOperation step, int local)
        {
            if (step.Lifetime >= 0 && Writes(sets, local, step.Lifetime))
            {
                return true;
            }

            var cell = step.Location;
            return cell >= 0
                && step.Order != MemoryOrder.AfterWait
                && (
                    !step.Writes ? Writes(sets, local, cell)
                    : step.Kind == OperationKind.Store ? FindsNewest(sets, local, cell)
                    : step.Order is MemoryOrder.EnterSection or MemoryOrder.LeaveSection ? Waits(sets, local, cell)
                    : step.IsSeenByAll ? sets.Touches(local, cell)
                    : Writes(sets, local, cell)
                );
        }

        private static bool Writes(AccessSets sets, int local, int cell) =>
            sets.Has(local, cell, WeakMayAccessSets.Store) || FindsNewest(sets, local, cell);

        private static bool FindsNewest(AccessSets sets, int local, int cell) =>
            sets.Has(local, cell, WeakMayAccessSets.Newest)
            || sets.Has(local, cell, WeakMayAccessSets.Enter)
            || sets.Has(local, cell, WeakMayAccessSets.Leave);

        // Anything on a cell that sections count themselves in, but for sections.
        private static bool Waits(AccessSets sets, int local, int cell) =>
            sets.Has(local, cell, WeakMayAccessSets.Load)
            || sets.Has(local, cell, WeakMayAccessSets.Store)
            || sets.Has(local, cell, WeakMayAccessSets.Newest);
    }
}
