using System.Collections.Immutable;
using Interleave.Execution.Weak;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Reduction;

/// <summary>
/// What fibers may still do, read off the local states and the edges between them that were met so far: which cells a
/// fiber in a local state may touch from there on, and which of them while somebody else holds a lock.
/// </summary>
/// <remarks>
/// This is what static analysis gives partial-order reduction elsewhere (Godefroid, LNCS 1032, chapter 4), read off the
/// automata instead of source. It knows what was met, so it may know too little: a search that relies on it has to look
/// whether it met more (<see cref="IsComplete"/>).
/// </remarks>
internal sealed class MayAccessSets
{
    private const int Any = 0; // kind of access to what is no cell

    private readonly LocalStates _locals;
    private readonly ReductionRules _rules;
    private readonly AccessSets _always;
    private readonly Dictionary<LockHold, AccessSets> _while = [];
    private readonly LockHold[]?[] _holds;
    private readonly ulong[]?[] _independent;
    private readonly ulong[]?[] _withoutBarrier;
    private readonly AccessConflicts _conflicts;
    private readonly int _overwritten; // the number of no cell: stands for the word of a lock that is lost to others

    /// <summary>Reads off what a search relies on.</summary>
    /// <param name="machine">The program.</param>
    /// <param name="locals">Its local states.</param>
    /// <param name="basis">How much of them is known.</param>
    /// <param name="knowsLocks">True to tell what is shut out by locks.</param>
    /// <param name="rules">What it relies on.</param>
    /// <param name="conflicts">What conflicts on the memory.</param>
    public MayAccessSets(
        Machine machine,
        LocalStates locals,
        ReductionBasis basis,
        bool knowsLocks,
        ReductionRules rules,
        AccessConflicts conflicts
    )
    {
        _conflicts = conflicts;
        _rules = rules;
        _locals = locals;
        _overwritten = machine.Cells.Count;
        Known = basis.LocalStates;
        Edges = [.. locals.Learned.Take(basis.Edges)];
        _independent = new ulong[]?[Known];
        _withoutBarrier = new ulong[]?[Known];
        _holds = new LockHold[]?[Known];
        _always = Read(null);
        if (knowsLocks)
        {
            FindHolds(machine);
            foreach (var hold in _holds.OfType<LockHold[]>().SelectMany(static holds => holds).Distinct())
            {
                _while.Add(hold, Read(hold));
            }
        }
    }

    /// <summary>How many local states are known: those with smaller numbers.</summary>
    public int Known { get; }

    /// <summary>The edges that are known.</summary>
    public ImmutableArray<(int From, int Result, int To)> Edges { get; }

    /// <summary>True if no other edge was met since.</summary>
    public bool IsComplete => _locals.Learned.Count == Edges.Length;

    /// <summary>Which of the edges lead forward.</summary>
    /// <param name="starts">Where fibers start.</param>
    public CycleProviso ProvisoOf(IEnumerable<int> starts) =>
        new(Known, starts, [.. Edges.Select(static edge => (edge.From, edge.To)).Distinct()]);

    /// <summary>
    /// The local states, as a bit set, in which a fiber cannot do anything that conflicts with the next step of another
    /// one in local state <paramref name="local"/>, as long as that one does not move.
    /// </summary>
    /// <remarks>On a weak memory without what full barriers do to each other:
    /// <see cref="WithoutBarrierFor"/>.</remarks>
    public ulong[] IndependentOf(int local) =>
        _independent[local] ??= Find(_locals.Operations[local], local, Aspect.Access);

    /// <summary>
    /// The same for the barrier that a step on a weak memory is: the local states in which a fiber has no full barrier,
    /// as long as that one does not move.
    /// </summary>
    public ulong[] WithoutBarrierFor(int local) =>
        _withoutBarrier[local] ??= Find(_locals.Operations[local], local, Aspect.Barrier);

    /// <summary>The same for a store of a fiber in a local state: the local states in which another cannot do anything
    /// that conflicts with it when it reaches memory. Not kept for the next who asks.</summary>
    /// <param name="store">The store.</param>
    /// <param name="local">Where its fiber is.</param>
    public ulong[] IndependentAtMemory(in HotOperation store, int local) => Find(store, local, Aspect.AtMemory);

    /// <summary>True if a fiber in a local state may still touch a cell.</summary>
    public bool MayTouch(int local, int location) => _always.Touches(local, location);

    /// <summary>True if a fiber in a local state holds a lock of which the cell is the word.</summary>
    public bool Holds(int local, int location)
    {
        foreach (var hold in _holds[local] ?? [])
        {
            if (hold.Location == location)
            {
                return true;
            }
        }

        return false;
    }

    // The number of no cell: stands for what full barriers share.
    private int Shared => _overwritten + 1;

    private ulong[] Find(in HotOperation step, int local, Aspect aspect)
    {
        var independent = new ulong[(Known + 63) / 64];
        AccessSets[] withLocks = [.. (_holds[local] ?? []).Select(hold => _while[hold])];
        for (var other = 0; other < Known; other++)
        {
            if (!Conflicts(_always, step, other, aspect) || IsShutOut(other, withLocks, step, aspect))
            {
                independent[other >> 6] |= 1UL << (other & 63);
            }
        }

        return independent;
    }

    private bool Conflicts(AccessSets sets, in HotOperation step, int other, Aspect aspect) =>
        aspect switch
        {
            Aspect.Barrier => sets.Touches(other, Shared),
            Aspect.AtMemory => _conflicts.ConflictAtMemory(sets, step, other),
            _ => _conflicts.Conflict(sets, step, other),
        };

    // By one of the locks that are held in a local state; a lock shuts out only those who do not overwrite its word.
    private bool IsShutOut(int other, AccessSets[] withLocks, in HotOperation step, Aspect aspect)
    {
        foreach (var sets in withLocks)
        {
            if (_rules.KeepsOut(Conflicts(sets, step, other, aspect), sets.Has(other, _overwritten, Any)))
            {
                return true;
            }
        }

        return false;
    }

    private AccessSets Read(LockHold? held)
    {
        var sets = new AccessSets(Known, Shared + 1, _conflicts.Kinds);
        var isBlocked = new bool[Known];
        for (var local = 0; local < Known; local++)
        {
            ref readonly var step = ref _locals.Operations[local];
            isBlocked[local] = held is { } hold && IsBlocked(step, hold);
            if (!isBlocked[local])
            {
                Add(sets, local, step, held);
            }
        }

        var open = _rules
            .Ahead(
                Edges
                    .Where(edge => !isBlocked[edge.From] && !IsShut(edge.From, edge.Result, held))
                    .Select(static edge => (edge.From, edge.To))
            )
            .Distinct()
            .Reverse()
            .ToArray();
        for (var isNews = true; isNews; )
        {
            isNews = false;
            foreach (var (from, to) in open)
            {
                isNews |= from != to && sets.Include(from, to);
            }
        }

        return sets;
    }

    private void Add(AccessSets sets, int local, in HotOperation step, LockHold? held)
    {
        if (step.Location >= 0)
        {
            sets.Add(local, step.Location, _conflicts.KindOf(step));
        }

        if (held is { } hold && step.Location == hold.Location && step.Writes && !LeavesIt(step, hold))
        {
            sets.Add(local, _overwritten, Any);
        }

        if (_conflicts.IsBarrier(step))
        {
            sets.Add(local, Shared, Any);
        }

        if (step.Lifetime >= 0)
        {
            sets.Add(local, step.Lifetime, Any);
        }
    }

    private static bool IsBlocked(in HotOperation step, LockHold hold) =>
        step.Location == hold.Location
        && step.Kind.TakesLock()
        && step.Kind.IsGuarded()
        && !(step.Kind.IsShared() && hold.IsShared);

    // What somebody may do to the word of a lock that another holds, without the other losing it.
    private static bool LeavesIt(in HotOperation step, LockHold hold) =>
        step.Kind == OperationKind.TryAcquire || (hold.IsShared && step.Kind.IsShared());

    private bool IsShut(int from, int result, LockHold? held) =>
        held is { } hold
        && result != 0
        && _locals.Operations[from].Location == hold.Location
        && _locals.Operations[from].Kind == OperationKind.TryAcquire;

    private void FindHolds(Machine machine)
    {
        var locks = new Dictionary<int, LockHold>();
        for (var local = 0; local < Known; local++)
        {
            ref readonly var step = ref _locals.Operations[local];
            if (step.Kind.TakesLock())
            {
                locks.TryAdd(step.B, new LockHold(step.Location, step.Kind.IsShared()));
            }
        }

        for (var local = 0; local < Known; local++)
        {
            var holds = _locals[local]
                .Holdings.All.Where(held =>
                    held.Count > 0 && machine.Resources[held.Resource].IsLock && locks.ContainsKey(held.Resource)
                )
                .Select(held => locks[held.Resource])
                .ToArray();
            _holds[local] = holds.Length == 0 ? null : holds;
        }
    }

    // What of a step is asked for.
    private enum Aspect
    {
        Access,
        Barrier,
        AtMemory,
    }
}

/// <summary>A way to hold a lock, and so to keep others out.</summary>
/// <param name="Location">The lock's word.</param>
/// <param name="IsShared">True if others may hold it shared, too.</param>
internal readonly record struct LockHold(int Location, bool IsShared);
