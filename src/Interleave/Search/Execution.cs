using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Interleave.Memory;
using Interleave.Routines;
using Interleave.Search.Dpor;

namespace Interleave.Search;

/// <summary>
/// The state that a search moves through: one flat memory, one local state for each fiber, and fingerprints kept up to
/// date with every step. A step writes at most one cell, so undoing it is restoring that cell and the fiber.
/// </summary>
internal sealed class Execution
{
    private readonly Machine _machine;
    private readonly LocalStates _locals;
    private readonly int[] _start;
    private readonly int[] _local;
    private readonly bool _symmetric;
    private readonly bool _mergeAll;
    private readonly bool _wide;
    private ulong _first;
    private ulong _second;

    /// <summary>The first state of a program.</summary>
    /// <param name="machine">The program.</param>
    /// <param name="symmetric">True if fibers in equal local states can change places.</param>
    /// <param name="wide">True if fingerprints have a second half.</param>
    /// <param name="fault">A rule to break.</param>
    /// <param name="tails">What becomes of callers that only return; null: they stay, unless fibers are symmetric.</param>
    /// <param name="keepsDeadLocals">True if locals that will not be read again tell states apart.</param>
    /// <param name="leader">Another thread's execution of the same program, whose local states this one shares.</param>
    public Execution(
        Machine machine,
        bool symmetric,
        bool wide = false,
        DeliberateFault fault = DeliberateFault.None,
        Tails? tails = null,
        bool keepsDeadLocals = false,
        Execution? leader = null)
    {
        _wide = wide;
        _mergeAll = fault == DeliberateFault.MergeDifferentFibers;
        _machine = machine;
        _symmetric = symmetric;
        _locals = leader?._locals ?? new LocalStates(machine, tails ?? (!symmetric ? Tails.Kept
            : fault == DeliberateFault.DropBusyCallers ? Tails.DroppedRegardless : Tails.Dropped), keepsDeadLocals ? DeadLocals.Kept
            : fault == DeliberateFault.ForgetIntegers ? DeadLocals.LeftOutRegardless : DeadLocals.LeftOut);
        Memory = machine.InitialMemory;
        FiberCount = machine.Fibers.Count;
        _start = leader?._start ?? [.. machine.Fibers.Select(_locals.Start)];
        _local = [.. _start];
        for (var fiber = 0; fiber < FiberCount; fiber++)
        {
            AddFiber(fiber, 1);
        }

        for (var location = 0; location < Memory.Length; location++)
        {
            AddCell(location, Memory[location], 1);
        }

        View = new StateView(this);
    }

    public Machine Machine => _machine;

    public int[] Memory { get; }

    public int FiberCount { get; }

    /// <summary>True if states have a second fingerprint.</summary>
    public bool IsWide => _wide;

    public StateView View { get; }

    /// <summary>Where the view notes what properties look at; null if nobody wants to know.</summary>
    public Footprint? Footprint { get; set; }

    public LocalStates Locals => _locals;

    /// <summary>The local states that fibers start in.</summary>
    public IReadOnlyList<int> Starts => _start;

    public int[] LocalIds => _local;

    /// <summary>First fingerprint of the state: equal for states that differ only by a permutation of equal fibers.</summary>
    public ulong First => _first;

    /// <summary>Second fingerprint, from other constants; kept only if the execution is wide.</summary>
    public ulong Second => _second;

    public LocalState LocalState(int fiber) => _locals[_local[fiber]];

    public ref readonly HotOperation OperationOf(int fiber) => ref _locals.Operations[_local[fiber]];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEnabled(int fiber)
    {
        ref readonly var operation = ref _locals.Operations[_local[fiber]];
        return operation.IsGuarded ? IsOpen(operation) : operation.Kind != OperationKind.None;
    }

    /// <summary>The fibers that can take a step, as a bit set.</summary>
    public uint Enabled()
    {
        var enabled = 0u;
        for (var fiber = 0; fiber < _local.Length; fiber++)
        {
            if (IsEnabled(fiber))
            {
                enabled |= 1u << fiber;
            }
        }

        return enabled;
    }

    /// <summary>In how many ways the fiber's next step can go.</summary>
    public int Choices(int fiber)
    {
        ref readonly var operation = ref OperationOf(fiber);
        return operation.Kind == OperationKind.Choose ? operation.A : 1;
    }

    /// <summary>Takes the fiber's announced step.</summary>
    /// <param name="fiber">An enabled fiber.</param>
    /// <param name="choice">0 to <see cref="Choices"/> - 1.</param>
    /// <param name="undo">What <see cref="Undo"/> needs.</param>
    /// <param name="result">What the awaiting routine received.</param>
    /// <returns>The violation, if the step is one; then nothing was changed but what <paramref name="undo"/> restores.</returns>
    public Violation? Step(int fiber, int choice, out StepUndo undo, out int result)
    {
        result = 0;
        var local = _local[fiber];
        ref readonly var operation = ref _locals.Operations[local];
        var location = operation.Location;
        undo = new StepUndo(fiber, local, location, location < 0 ? 0 : Memory[location], _first, _second);
        if (operation.Lifetime >= 0 && Memory[operation.Lifetime] == 0)
        {
            return LifetimeRules.UseAfterFree(_machine.Cells[location]);
        }

        if (operation.Kind is OperationKind.Begin or OperationKind.Free && LifetimeMisuse(operation) is { } misuse)
        {
            return misuse;
        }

        result = Apply(operation, choice);
        var next = _locals.Next(local, result);
        AddFiber(fiber, -1);
        _local[fiber] = next;
        AddFiber(fiber, 1);
        return _locals.Failed[next] ? _locals[next].Failure : null;
    }

    /// <summary>
    /// True if the next steps of two fibers on one cell, both enabled, lead to the same state from this one in either order:
    /// neither disables the other, the cell ends up the same, and neither fiber makes anything of the difference in its result.
    /// </summary>
    public bool CommuteHere(int a, int b, bool looksAtResults = true)
    {
        var (localA, localB) = (_local[a], _local[b]);
        ref readonly var stepA = ref _locals.Operations[localA];
        ref readonly var stepB = ref _locals.Operations[localB];
        var life = stepA.Lifetime < 0 ? 1 : Memory[stepA.Lifetime];
        if (stepA.Location != stepB.Location || life == 0 || !stepA.HasOutcome || !stepB.HasOutcome)
        {
            return false;
        }

        var value = Memory[stepA.Location];
        var firstA = stepA.Apply(value, out var behindA);
        var firstB = stepB.Apply(value, out var behindB);
        if ((stepA.IsGuarded && !stepA.IsOpen(behindB, life)) || (stepB.IsGuarded && !stepB.IsOpen(behindA, life)))
        {
            return false;
        }

        var secondA = stepA.Apply(behindB, out var behindBoth);
        var secondB = stepB.Apply(behindA, out var behindBothToo);
        return behindBoth == behindBothToo
            && (!looksAtResults || (GoOnAlike(localA, firstA, secondA) && GoOnAlike(localB, firstB, secondB)));
    }

    public void Undo(in StepUndo undo)
    {
        if (undo.Location >= 0)
        {
            Memory[undo.Location] = undo.Value;
        }

        _local[undo.Fiber] = undo.Local;
        _first = undo.First;
        _second = undo.Second;
    }

    /// <summary>Copies the state out of, or into, a flat array of <see cref="VectorLength"/> words.</summary>
    public int VectorLength => Memory.Length + _local.Length;

    public void Save(Span<int> vector)
    {
        Memory.CopyTo(vector);
        _local.CopyTo(vector[Memory.Length..]);
    }

    public void Restore(ReadOnlySpan<int> vector)
    {
        for (var location = 0; location < Memory.Length; location++)
        {
            Write(location, vector[location]);
        }

        for (var fiber = 0; fiber < _local.Length; fiber++)
        {
            AddFiber(fiber, -1);
            _local[fiber] = vector[Memory.Length + fiber];
            AddFiber(fiber, 1);
        }
    }

    /// <summary>Fibers that have not returned, cannot run, and are not daemons.</summary>
    public ImmutableArray<BlockedFiber> Blocked()
    {
        var blocked = ImmutableArray.CreateBuilder<BlockedFiber>();
        for (var fiber = 0; fiber < FiberCount; fiber++)
        {
            var state = LocalState(fiber);
            if (state.Operation.IsGuarded && !state.IsDaemon && !IsEnabled(fiber))
            {
                blocked.Add(new BlockedFiber(
                    _machine.Fibers[fiber].Name,
                    _machine.Cells[state.Operation.Location],
                    _machine.Describe(state.Operation),
                    [.. state.Stack.Select(frame => frame.Method?.Name ?? frame.MethodName)]));
            }
        }

        return blocked.ToImmutable();
    }

    /// <summary>True if the step can be taken; a wait on freed memory can, so that it is reported.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsOpen(in HotOperation operation) =>
        operation.IsOpen(Memory[operation.Location], operation.Lifetime < 0 ? 1 : Memory[operation.Lifetime]);

    /// <summary>Does to the memory what a step does, and returns what the step does.</summary>
    public int Apply(in HotOperation operation, int choice)
    {
        if (operation.Location < 0)
        {
            return operation.Kind == OperationKind.Choose ? choice : 0;
        }

        var result = operation.Apply(Memory[operation.Location], out var after);
        Write(operation.Location, after);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(int location, int value)
    {
        var old = Memory[location];
        if (old != value)
        {
            AddCell(location, old, -1);
            AddCell(location, value, 1);
            Memory[location] = value;
        }
    }

    // A state's fingerprint is a sum over cells and fibers, so a step costs a few mixes, and fibers that are summed
    // without their number give the fingerprint of the state's symmetry class.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddCell(int location, int value, int sign)
    {
        var word = ((ulong)(uint)location << 32) | (uint)value;
        var first = StableHash.Mix(word + 0x9E3779B97F4A7C15UL);
        _first += sign > 0 ? first : 0 - first;
        if (_wide)
        {
            var second = first * 0xD6E8FEB86659FD93UL;
            second ^= second >> 32;
            _second += sign > 0 ? second : 0 - second;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddFiber(int fiber, int sign)
    {
        var local = _local[fiber];
        var first = FiberPart(_locals.First[local], fiber);
        if (_mergeAll && _locals.Operations[local].Kind != OperationKind.None)
        {
            first = 1;
        }

        _first += sign > 0 ? first : 0 - first;
        if (_wide)
        {
            var second = FiberPart(_locals.Second[local], fiber);
            _second += sign > 0 ? second : 0 - second;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong FiberPart(ulong local, int fiber) =>
        _symmetric ? local : StableHash.Mix(local + ((ulong)fiber * 0xC2B2AE3D27D4EB4FUL));

    private bool GoOnAlike(int local, int result, int other)
    {
        var next = _locals.Next(local, result);
        return !_locals.Failed[next] && (result == other || _locals.Next(local, other) == next);
    }

    private Violation? LifetimeMisuse(in HotOperation operation) =>
        (Memory[operation.Location] == 1) == (operation.Kind == OperationKind.Free)
            ? null : LifetimeRules.Misuse(_machine.Cells[operation.Location], operation.Kind);
}
