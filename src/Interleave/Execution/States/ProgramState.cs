using System.Runtime.CompilerServices;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Execution.States;

/// <summary>
/// A state of a program as properties, coverage and traces see it: one value for each cell, and one local state for
/// each fiber. Who moves it is a <see cref="ITransitionSystem"/>.
/// </summary>
internal abstract class ProgramState
{
    private readonly int[] _start;

    /// <summary>The first state of a program.</summary>
    /// <param name="machine">The program.</param>
    /// <param name="symmetric">True if fibers in equal local states can change places.</param>
    /// <param name="tails">What becomes of callers that only return; null: they stay, unless fibers are
    /// symmetric.</param>
    /// <param name="keepsDeadLocals">True if locals that will not be read again tell states apart.</param>
    /// <param name="leader">Another state of the same program, whose local states this one shares.</param>
    /// <param name="rules">What may be left out of local states; null for what is sound.</param>
    /// <param name="early">Which steps fibers can take before their turn; null if they take all in order.</param>
    protected ProgramState(
        Machine machine,
        bool symmetric,
        TailCalls? tails,
        bool keepsDeadLocals,
        ProgramState? leader,
        LocalStateRules? rules,
        EarlySteps? early = null
    )
    {
        Machine = machine;
        Locals =
            leader?.Locals
            ?? new LocalStates(
                machine.Run,
                tails ?? (symmetric ? TailCalls.Eliminated : TailCalls.Kept),
                keepsDeadLocals ? DeadLocals.Kept : DeadLocals.LeftOut,
                rules,
                early
            );
        Values = machine.Shared.InitialValues;
        _start = leader?._start ?? [.. machine.Fibers.Select((fiber, number) => Locals.Start(fiber, number))];
        Local = [.. _start];
        FiberCount = Local.Length;
        View = new StateView(Values, Local, Locals);
    }

    public Machine Machine { get; }

    /// <summary>The local states that were met so far.</summary>
    public LocalStates Locals { get; }

    /// <summary>What properties look through.</summary>
    public StateView View { get; }

    public int FiberCount { get; }

    /// <summary>The local states that fibers start in.</summary>
    public IReadOnlyList<int> Starts => _start;

    /// <summary>The value of each cell.</summary>
    public ReadOnlySpan<int> Memory => Values;

    /// <summary>The number of each fiber's local state.</summary>
    public ReadOnlySpan<int> LocalIds => Local;

    /// <summary>How many words <see cref="Save"/> needs.</summary>
    public int VectorLength => Values.Length + Local.Length;

    protected int[] Values { get; }

    protected int[] Local { get; }

    public LocalState LocalState(int fiber) => Locals[Local[fiber]];

    public ref readonly HotOperation OperationOf(int fiber) => ref Locals.Operations[Local[fiber]];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsEnabled(int fiber)
    {
        ref readonly var operation = ref Locals.Operations[Local[fiber]];
        return operation.IsGuarded ? IsOpen(operation) : operation.Kind != OperationKind.None;
    }

    /// <summary>The fibers that can take a step, as a bit set.</summary>
    public uint Enabled()
    {
        var (operations, local) = (Locals.Operations, Local);
        var enabled = 0u;
        for (var fiber = 0; fiber < local.Length; fiber++)
        {
            ref readonly var operation = ref operations[local[fiber]];
            if (operation.IsGuarded ? IsOpen(operation) : operation.Kind != OperationKind.None)
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

    /// <summary>True if the step can be taken; a wait on freed memory can, so that it is reported.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsOpen(in HotOperation operation) =>
        operation.IsOpen(Values[operation.Location], operation.Lifetime < 0 ? 1 : Values[operation.Lifetime]);

    /// <summary>True if a fiber before this one is in the same local state.</summary>
    public bool HasEqualBefore(int fiber) => LocalIds[..fiber].Contains(Local[fiber]);

    /// <summary>Copies the state out.</summary>
    public void Save(Span<int> vector)
    {
        Values.CopyTo(vector);
        Local.CopyTo(vector[Values.Length..]);
    }
}

/// <summary>The state that a memory weaker than sequential consistency shows: memory's own system writes it.</summary>
/// <inheritdoc/>
internal sealed class ShownState(
    Machine machine,
    bool symmetric,
    TailCalls? tails = null,
    bool keepsDeadLocals = false,
    ProgramState? leader = null,
    LocalStateRules? rules = null,
    EarlySteps? early = null
) : ProgramState(machine, symmetric, tails, keepsDeadLocals, leader, rules, early)
{
    /// <summary>Shows all of memory.</summary>
    public void Show(ReadOnlySpan<int> values) => values.CopyTo(Values);

    /// <summary>Shows a value in a cell.</summary>
    public void Show(int location, int value) => Values[location] = value;

    /// <summary>Moves a fiber.</summary>
    public void Move(int fiber, int local) => Local[fiber] = local;

    /// <summary>Goes back to a state that was saved.</summary>
    public void Restore(ReadOnlySpan<int> vector)
    {
        vector[..Values.Length].CopyTo(Values);
        vector[Values.Length..].CopyTo(Local);
    }
}
