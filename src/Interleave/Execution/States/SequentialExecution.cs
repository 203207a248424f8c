using System.Runtime.CompilerServices;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Violations;

namespace Interleave.Execution.States;

/// <summary>
/// The state that a search moves through: one flat memory, one local state for each fiber, and fingerprints kept up to
/// date with every step. A step writes at most one cell, so undoing it is restoring that cell and the fiber.
/// </summary>
internal sealed class SequentialExecution
{
    private readonly Machine _machine;
    private readonly LocalStates _locals;
    private readonly int[] _start;
    private readonly int[] _local;
    private StateFingerprint _fingerprint;

    /// <summary>The first state of a program.</summary>
    /// <param name="machine">The program.</param>
    /// <param name="symmetric">True if fibers in equal local states can change places.</param>
    /// <param name="wide">True if fingerprints have a second half.</param>
    /// <param name="fault">A rule to break.</param>
    /// <param name="tails">What becomes of callers that only return; null: they stay, unless fibers are
    /// symmetric.</param>
    /// <param name="keepsDeadLocals">True if locals that will not be read again tell states apart.</param>
    /// <param name="leader">Another thread's execution of the same program, whose local states this one shares.</param>
    public SequentialExecution(
        Machine machine,
        bool symmetric,
        bool wide = false,
        SeededFault fault = SeededFault.None,
        TailCalls? tails = null,
        bool keepsDeadLocals = false,
        SequentialExecution? leader = null
    )
    {
        _machine = machine;
        _fingerprint = new StateFingerprint(symmetric, wide, fault);
        _locals =
            leader?._locals
            ?? new LocalStates(machine.Run, tails ?? TailsOf(symmetric, fault), DeadLocalsOf(keepsDeadLocals, fault));
        Memory = machine.Shared.InitialValues;
        FiberCount = machine.Fibers.Count;
        _start = leader?._start ?? [.. machine.Fibers.Select(_locals.Start)];
        _local = [.. _start];
        for (var fiber = 0; fiber < FiberCount; fiber++)
        {
            _fingerprint.AddFiber(_locals, _local[fiber], fiber);
        }

        for (var location = 0; location < Memory.Length; location++)
        {
            _fingerprint.AddCell(location, Memory[location]);
        }

        View = new StateView(Memory, _local, _locals);
    }

    public Machine Machine => _machine;

    public int[] Memory { get; }

    public int FiberCount { get; }

    /// <summary>True if states have a second fingerprint.</summary>
    public bool IsWide => _fingerprint.IsWide;

    public StateView View { get; }

    public LocalStates Locals => _locals;

    /// <summary>The local states that fibers start in.</summary>
    public IReadOnlyList<int> Starts => _start;

    public int[] LocalIds => _local;

    /// <summary>First fingerprint of the state: equal for states that differ only by a permutation of equal
    /// fibers.</summary>
    public ulong First => _fingerprint.First;

    /// <summary>Second fingerprint, from other constants; kept only if the execution is wide.</summary>
    public ulong Second => _fingerprint.Second;

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
    /// <returns>The violation, if the step is one; then nothing was changed but what <paramref name="undo"/>
    /// restores.</returns>
    public Violation? Step(int fiber, int choice, out StepUndo undo, out int result)
    {
        result = 0;
        var local = _local[fiber];
        ref readonly var operation = ref _locals.Operations[local];
        var location = operation.Location;
        undo = new StepUndo(
            fiber,
            local,
            location,
            location < 0 ? 0 : Memory[location],
            _fingerprint.First,
            _fingerprint.Second
        );
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
        Move(fiber, next);
        return _locals.Failed[next] ? _locals[next].Failure : null;
    }

    /// <summary>
    /// True if the next steps of two fibers on one cell, both enabled, lead to the same state from this one in either
    /// order: neither disables the other, the cell ends up the same, and neither fiber makes anything of the difference
    /// in its result.
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
        _fingerprint.Set(undo.First, undo.Second);
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
            Move(fiber, vector[Memory.Length + fiber]);
        }
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

    private static TailCalls TailsOf(bool symmetric, SeededFault fault) =>
        !symmetric ? TailCalls.Kept
        : fault == SeededFault.DropBusyCallers ? TailCalls.EliminatedRegardless
        : TailCalls.Eliminated;

    private static DeadLocals DeadLocalsOf(bool keeps, SeededFault fault) =>
        keeps ? DeadLocals.Kept
        : fault == SeededFault.ForgetIntegers ? DeadLocals.LeftOutRegardless
        : DeadLocals.LeftOut;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(int location, int value)
    {
        var old = Memory[location];
        if (old != value)
        {
            _fingerprint.RemoveCell(location, old);
            _fingerprint.AddCell(location, value);
            Memory[location] = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Move(int fiber, int local)
    {
        _fingerprint.RemoveFiber(_locals, _local[fiber], fiber);
        _local[fiber] = local;
        _fingerprint.AddFiber(_locals, local, fiber);
    }

    private bool GoOnAlike(int local, int result, int other)
    {
        var next = _locals.Next(local, result);
        return !_locals.Failed[next] && (result == other || _locals.Next(local, other) == next);
    }

    private Violation? LifetimeMisuse(in HotOperation operation) =>
        (Memory[operation.Location] == 1) == (operation.Kind == OperationKind.Free)
            ? null
            : LifetimeRules.Misuse(_machine.Cells[operation.Location], operation.Kind);
}
