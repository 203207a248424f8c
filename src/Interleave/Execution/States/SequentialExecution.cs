using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Execution.States;

/// <summary>
/// A program under sequential consistency: one flat memory, one local state for each fiber, and fingerprints kept up to
/// date with every step. A step writes at most one cell, so undoing it is restoring that cell and the fiber.
/// </summary>
internal sealed class SequentialExecution : ProgramState, ITransitionSystem
{
    private readonly LocalStates _locals;
    private readonly int[] _memory;
    private readonly int[] _local;
    private StateFingerprint _fingerprint;

    /// <summary>The first state of a program.</summary>
    /// <param name="machine">The program.</param>
    /// <param name="symmetric">True if fibers in equal local states can change places.</param>
    /// <param name="wide">True if fingerprints have a second half.</param>
    /// <param name="tails">What becomes of callers that only return; null: they stay, unless fibers are
    /// symmetric.</param>
    /// <param name="keepsDeadLocals">True if locals that will not be read again tell states apart.</param>
    /// <param name="leader">Another thread's execution of the same program, whose local states this one shares.</param>
    /// <param name="rules">What may be left out of local states; null for what is sound.</param>
    public SequentialExecution(
        Machine machine,
        bool symmetric,
        bool wide = false,
        TailCalls? tails = null,
        bool keepsDeadLocals = false,
        ProgramState? leader = null,
        LocalStateRules? rules = null
    )
        : base(machine, symmetric, tails, keepsDeadLocals, leader, rules)
    {
        (_locals, _memory, _local) = (Locals, Values, Local);
        _fingerprint = new StateFingerprint(symmetric, wide);
        for (var fiber = 0; fiber < FiberCount; fiber++)
        {
            _fingerprint.AddFiber(_locals, _local[fiber], fiber);
        }

        for (var location = 0; location < _memory.Length; location++)
        {
            _fingerprint.AddCell(location, _memory[location]);
        }
    }

    /// <summary>True if states have a second fingerprint.</summary>
    public bool IsWide => _fingerprint.IsWide;

    /// <summary>First fingerprint of the state: equal for states that differ only by a permutation of equal
    /// fibers.</summary>
    public ulong First => _fingerprint.First;

    /// <summary>Second fingerprint, from other constants; kept only if the execution is wide.</summary>
    public ulong Second => _fingerprint.Second;

    /// <inheritdoc/>
    public ProgramState Shown => this;

    /// <inheritdoc/>
    public string? Bound => null;

    /// <inheritdoc/>
    public (ulong First, ulong Second) Fingerprint => (_fingerprint.First, _fingerprint.Second);

    /// <summary>Takes the fiber's announced step.</summary>
    /// <param name="fiber">An enabled fiber.</param>
    /// <param name="choice">0 to <see cref="ProgramState.Choices"/> - 1.</param>
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
            location < 0 ? 0 : _memory[location],
            _fingerprint.First,
            _fingerprint.Second
        );
        if (operation.Lifetime >= 0 && _memory[operation.Lifetime] == 0)
        {
            return LifetimeRules.UseAfterFree(Machine.Cells[location]);
        }

        if (operation.IsLifetimeMisuse(undo.Value))
        {
            return LifetimeRules.Misuse(Machine.Cells[location], operation.Kind);
        }

        result = Apply(operation, choice);
        var next = _locals.Next(local, result);
        Move(fiber, next);
        return _locals.Failed[next] ? _locals[next].Failure : null;
    }

    public void Undo(in StepUndo undo)
    {
        if (undo.Location >= 0)
        {
            _memory[undo.Location] = undo.Value;
        }

        _local[undo.Fiber] = undo.Local;
        _fingerprint.Set(undo.First, undo.Second);
    }

    /// <summary>Goes back to a state that was saved.</summary>
    public void Restore(ReadOnlySpan<int> vector)
    {
        for (var location = 0; location < _memory.Length; location++)
        {
            Write(location, vector[location]);
        }

        for (var fiber = 0; fiber < _local.Length; fiber++)
        {
            Move(fiber, vector[_memory.Length + fiber]);
        }
    }

    /// <inheritdoc/>
    public void AddSteps(int fiber, List<ScheduledStep> steps)
    {
        var choices = IsEnabled(fiber) ? Choices(fiber) : 0;
        for (var choice = 0; choice < choices; choice++)
        {
            steps.Add(new ScheduledStep(fiber, choice));
        }
    }

    /// <inheritdoc/>
    public Violation? Take(ScheduledStep step, out StepEffect effect)
    {
        var announced = LocalState(step.Fiber).Operation;
        var violation = Step(step.Fiber, step.Choice, out var undo, out var result);
        effect = new StepEffect(
            announced,
            AccessPath.Direct,
            undo.Value,
            undo.Location < 0 ? 0 : _memory[undo.Location],
            result
        );
        return violation;
    }

    /// <inheritdoc/>
    public bool Show() => true;

    /// <inheritdoc/>
    public bool IsEnd(out bool mayGoOn)
    {
        mayGoOn = Enabled() != 0;
        return !mayGoOn;
    }

    /// <inheritdoc/>
    public bool AreEqual(int a, int b) => _local[a] == _local[b];

    /// <inheritdoc/>
    public void Save(List<int> to)
    {
        var at = to.Count;
        CollectionsMarshal.SetCount(to, at + VectorLength);
        Save(CollectionsMarshal.AsSpan(to)[at..]);
    }

    // Does to the memory what a step does, and returns what the step does.
    private int Apply(in HotOperation operation, int choice)
    {
        if (operation.Location < 0)
        {
            return operation.Kind == OperationKind.Choose ? choice : 0;
        }

        var result = operation.Apply(_memory[operation.Location], out var after);
        Write(operation.Location, after);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write(int location, int value)
    {
        var old = _memory[location];
        if (old != value)
        {
            _fingerprint.RemoveCell(location, old);
            _fingerprint.AddCell(location, value);
            _memory[location] = value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Move(int fiber, int local)
    {
        _fingerprint.RemoveFiber(_locals, _local[fiber], fiber);
        _local[fiber] = local;
        _fingerprint.AddFiber(_locals, local, fiber);
    }
}

/// <summary>What restores the state before a step.</summary>
/// <param name="Fiber">The fiber that moved.</param>
/// <param name="Local">Its local state before.</param>
/// <param name="Location">The cell touched; -1 for none.</param>
/// <param name="Value">The cell's value before.</param>
/// <param name="First">The state's first fingerprint before.</param>
/// <param name="Second">Its second.</param>
internal readonly record struct StepUndo(int Fiber, int Local, int Location, int Value, ulong First, ulong Second);
