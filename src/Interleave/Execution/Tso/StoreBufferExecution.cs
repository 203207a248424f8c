using System.Runtime.InteropServices;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Execution.Tso;

/// <summary>
/// Total store order (Owens, Sarkar and Sewell, TPHOLs 2009): a fiber's stores wait in a first-in first-out buffer,
/// loads see their own fiber's, and what is a locked instruction or a fence on x86 waits until the buffer is empty.
/// </summary>
/// <remarks>
/// <para>A store that is followed by no load before the next such step skips the buffer: nobody could tell.</para>
/// <para>
/// Properties see buffered stores as done: what a fiber holds changes with its step, and has to be compared with memory
/// as the step left it. A state in which two fibers have different stores to one cell under way is not judged; the
/// states are in which they have arrived.
/// </para>
/// </remarks>
internal sealed class StoreBufferExecution : RelaxedExecution
{
    private readonly int[] _memory;
    private readonly StoreBuffers _buffers;
    private readonly StoreBufferRules _rules;

    // what memory contributes to the fingerprints of the state
    private ulong _first;
    private ulong _second;

    // for each cell, whose store is under way, counted from 1; negative if the order of all of them is all one
    private readonly int[] _pendingBy;

    public StoreBufferExecution(ShownState shown, bool symmetric, StoreBufferRules rules)
        : base(shown, symmetric)
    {
        _memory = shown.Memory.ToArray();
        _pendingBy = new int[_memory.Length];
        _buffers = new StoreBuffers(FiberCount);
        _rules = rules;
        for (var location = 0; location < _memory.Length; location++)
        {
            var part = CellPart(location, _memory[location]);
            (_first, _second) = (_first + part, _second + Other(part));
        }
    }

    /// <summary>What has not reached memory.</summary>
    public StoreBuffers Buffers => _buffers;

    /// <inheritdoc/>
    protected override string BoundInWords => $"store buffers were cut at {StoreBuffers.Capacity} stores";

    /// <inheritdoc/>
    public override void AddSteps(int fiber, List<ScheduledStep> steps)
    {
        if (_buffers.CountOf(fiber) > 0)
        {
            steps.Add(new ScheduledStep(fiber, ScheduledStep.Commit));
        }

        ref readonly var operation = ref OperationOf(fiber);
        if (
            operation.Kind == OperationKind.None
            || (_buffers.CountOf(fiber) > 0 && _rules.Drains(operation))
            || (operation.IsGuarded && !IsOpen(operation, fiber))
        )
        {
            return;
        }

        if (_buffers.CountOf(fiber) == StoreBuffers.Capacity && StoreBufferRules.IsBuffered(operation))
        {
            WasBounded = true;
            return;
        }

        var choices = operation.Kind == OperationKind.Choose ? operation.A : 1;
        for (var choice = 0; choice < choices; choice++)
        {
            steps.Add(new ScheduledStep(fiber, choice));
        }
    }

    /// <inheritdoc/>
    public override Violation? Take(ScheduledStep step, out StepEffect effect)
    {
        var announced = step.IsCommit ? _buffers.OldestOf(step.Fiber) : Shown.LocalState(step.Fiber).Operation;
        var violation = Step(step, out var access);
        effect = new StepEffect(announced, access.Path, access.Before, access.After, access.Result);
        return violation;
    }

    /// <inheritdoc/>
    public override Violation? Step(ScheduledStep step, out int result)
    {
        var violation = Step(step, out Access access);
        result = access.Result;
        return violation;
    }

    private Violation? Step(ScheduledStep step, out Access access)
    {
        var fiber = step.Fiber;
        if (step.IsCommit)
        {
            return Commit(fiber, out access);
        }

        var local = Local[fiber];
        ref readonly var operation = ref OperationOf(fiber);
        if (operation.Location < 0)
        {
            var way = operation.Kind == OperationKind.Choose ? step.Choice : 0;
            access = new Access(AccessPath.Direct, 0, 0, way);
            return GoOn(fiber, way);
        }

        var seen = Found(fiber, operation, out var path);
        access = new Access(path, seen, seen, seen);
        if (
            Misuse(operation, seen, operation.Lifetime < 0 || Seen(fiber, operation.Lifetime, out _) != 0) is { } misuse
        )
        {
            return misuse;
        }

        var result = operation.Apply(seen, out var after);
        var failure = GoOn(fiber, result);
        operation = ref Shown.Locals.Operations[local]; // which may have grown
        if (EntersBuffer(fiber, operation, Local[fiber]))
        {
            path = AccessPath.Buffered;
            _buffers.Add(fiber, local, Shown.Locals);
        }
        else if (operation.Writes)
        {
            path = AccessPath.Direct;
            Write(operation.Location, after);
        }

        access = new Access(path, seen, after, result);
        return failure;
    }

    /// <summary>The local state that a step of a fiber, not of memory, leads it to; -1 if it is a violation.</summary>
    /// <param name="step">The step.</param>
    /// <param name="entersBuffer">True if it is a store that will wait in the fiber's buffer.</param>
    public int Peek(ScheduledStep step, out bool entersBuffer)
    {
        var fiber = step.Fiber;
        ref readonly var operation = ref OperationOf(fiber);
        var result = operation.Kind == OperationKind.Choose ? step.Choice : 0;
        entersBuffer = false;
        if (operation.Location >= 0)
        {
            var seen = Found(fiber, operation, out _);
            if (IsMisuse(operation, seen, fiber))
            {
                return -1;
            }

            result = operation.Apply(seen, out _);
        }

        var next = Shown.Locals.Next(Local[fiber], result);
        entersBuffer = EntersBuffer(fiber, operation, next);
        return Shown.Locals.Failed[next] ? -1 : next;
    }

    /// <inheritdoc/>
    public override bool Show()
    {
        Show(_memory);
        var isDecided = true;
        Array.Clear(_pendingBy);
        for (var fiber = 0; fiber < FiberCount; fiber++)
        {
            for (var i = 0; i < _buffers.CountOf(fiber); i++)
            {
                ref readonly var store = ref _buffers.StoreOf(fiber, i);
                var by = _pendingBy[store.Location];
                var commutes = by <= 0 && StoreBufferRules.Commutes(store);
                isDecided &= by == 0 || Math.Abs(by) == fiber + 1 || commutes;
                _pendingBy[store.Location] = commutes ? -fiber - 1 : fiber + 1;
                store.Apply(Shown.Memory[store.Location], out var after);
                Show(store.Location, after);
            }
        }

        return isDecided;
    }

    /// <inheritdoc/>
    public override void Save(List<int> to)
    {
        var at = to.Count;
        CollectionsMarshal.SetCount(to, at + _memory.Length + 4 + FiberCount + _buffers.VectorLength);
        var vector = CollectionsMarshal.AsSpan(to)[at..];
        _memory.CopyTo(vector);
        vector = vector[_memory.Length..];
        (vector[0], vector[1]) = ((int)_first, (int)(_first >> 32));
        (vector[2], vector[3]) = ((int)_second, (int)(_second >> 32));
        Local.CopyTo(vector[4..]);
        _buffers.Save(vector[(4 + FiberCount)..]);
    }

    /// <inheritdoc/>
    public override void Restore(ReadOnlySpan<int> from)
    {
        from[.._memory.Length].CopyTo(_memory);
        from = from[_memory.Length..];
        (_first, _second) = (Joined(from[0], from[1]), Joined(from[2], from[3]));
        from = from[4..];
        RestoreFibers(from[..FiberCount]);
        _buffers.Restore(from[FiberCount..]);
    }

    /// <inheritdoc/>
    public override (ulong First, ulong Second) Fingerprint
    {
        get
        {
            var (first, second) = (_first, _second);
            for (var fiber = 0; fiber < FiberCount; fiber++)
            {
                first += FiberPart(_buffers.AddTo(Shown.Locals.First[Local[fiber]], fiber), fiber);
                second += FiberPart(_buffers.AddTo(Shown.Locals.Second[Local[fiber]], fiber), fiber);
            }

            return (first, second);
        }
    }

    /// <inheritdoc/>
    public override bool AreEqual(int a, int b) => Local[a] == Local[b] && _buffers.AreEqual(a, b);

    /// <summary>An order of fibers by what they are in: 0 for those in equal states.</summary>
    public int Compare(int a, int b) => Local[a] != Local[b] ? Local[a] - Local[b] : _buffers.Compare(a, b);

    private Violation? Commit(int fiber, out Access access)
    {
        var store = _buffers.TakeOldest(fiber);
        var value = _memory[store.Location];
        access = new Access(AccessPath.Committing, value, value, 0);
        if (Misuse(store, value, store.Lifetime < 0 || _memory[store.Lifetime] != 0) is { } misuse)
        {
            return misuse;
        }

        store.Apply(value, out var after);
        Write(store.Location, after);
        access = new Access(AccessPath.Committing, value, after, 0);
        return null;
    }

    private void Write(int location, int value)
    {
        var (old, part) = (CellPart(location, _memory[location]), CellPart(location, value));
        _first += part - old;
        _second += Other(part) - Other(old);
        _memory[location] = value;
    }

    private static ulong Joined(int low, int high) => (uint)low | ((ulong)(uint)high << 32);

    private Violation? Misuse(in HotOperation operation, int value, bool isAlive) =>
        !isAlive ? LifetimeRules.UseAfterFree(Machine.Cells[operation.Location])
        : operation.IsLifetimeMisuse(value) ? LifetimeRules.Misuse(Machine.Cells[operation.Location], operation.Kind)
        : null;

    private bool IsOpen(in HotOperation operation, int fiber) =>
        operation.IsOpen(
            operation.Kind == OperationKind.Until
                ? Seen(fiber, operation.Location, out _)
                : _memory[operation.Location],
            operation.Lifetime < 0 ? 1 : Seen(fiber, operation.Lifetime, out _)
        );

    private bool IsMisuse(in HotOperation operation, int value, int fiber) =>
        (operation.Lifetime >= 0 && Seen(fiber, operation.Lifetime, out _) == 0) || operation.IsLifetimeMisuse(value);

    private bool EntersBuffer(int fiber, in HotOperation operation, int next) =>
        StoreBufferRules.IsBuffered(operation) && (_buffers.CountOf(fiber) > 0 || _rules.NeedsBuffer(next));

    // What a step finds: a locked instruction is at memory.
    private int Found(int fiber, in HotOperation operation, out AccessPath path)
    {
        if (StoreBufferRules.IsBuffered(operation) || operation.Kind is OperationKind.Load or OperationKind.Until)
        {
            return Seen(fiber, operation.Location, out path);
        }

        path = AccessPath.Direct;
        return _memory[operation.Location];
    }

    // What the fiber finds in a cell: memory, with its own stores on top.
    private int Seen(int fiber, int location, out AccessPath path)
    {
        var value = _memory[location];
        path = AccessPath.Direct;
        for (var i = 0; i < _buffers.CountOf(fiber); i++)
        {
            ref readonly var store = ref _buffers.StoreOf(fiber, i);
            if (_rules.Forwards(store, location))
            {
                store.Apply(value, out value);
                path = AccessPath.Forwarded;
            }
        }

        return value;
    }

    // What a step found and left in its cell.
    private readonly record struct Access(AccessPath Path, int Before, int After, int Result);
}
