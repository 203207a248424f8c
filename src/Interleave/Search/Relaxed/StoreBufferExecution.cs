using System.Runtime.InteropServices;
using Interleave.Memory;
using Interleave.Routines;
using Interleave.Traces;

namespace Interleave.Search.Relaxed;

/// <summary>
/// Total store order (Owens, Sarkar and Sewell, TPHOLs 2009): a fiber's stores wait in a first-in first-out buffer, loads see
/// their own fiber's, and what is a locked instruction or a fence on x86 waits until the buffer is empty.
/// </summary>
/// <remarks>
/// <para>A store that is followed by no load before the next such step skips the buffer: nobody could tell.</para>
/// <para>
/// Properties see buffered stores as done: what a fiber holds changes with its step, and has to be compared with memory as
/// the step left it. A state in which two fibers have different stores to one cell under way is not judged; the states are in
/// which they have arrived.
/// </para>
/// </remarks>
internal sealed class StoreBufferExecution : RelaxedExecution
{
    /// <summary>Stores that fit into a buffer; the smallest x86 has had more.</summary>
    public const int Capacity = 16;

    private readonly int[] _memory;
    private readonly int[][] _buffers;
    private readonly int[] _counts;
    private readonly int[] _pendingBy; // for each cell, whose store is under way, counted from 1; negative if the order of all of them is all one
    private readonly List<Operation> _stores = []; // buffers hold indices into it
    private readonly List<HotOperation> _hotStores = [];
    private readonly Dictionary<Operation, int> _storeIds = [];
    private readonly Dictionary<int, bool> _needsBuffer = [];

    public StoreBufferExecution(Execution shown, bool symmetric, DeliberateFault fault)
        : base(shown, symmetric, fault)
    {
        _memory = [.. shown.Memory];
        _pendingBy = new int[_memory.Length];
        _counts = new int[FiberCount];
        _buffers = [.. Enumerable.Range(0, FiberCount).Select(_ => new int[Capacity])];
    }

    /// <inheritdoc/>
    public override string Bound => $"store buffers were cut at {Capacity} stores";

    /// <inheritdoc/>
    public override void AddMoves(int fiber, List<ScheduledStep> moves)
    {
        if (_counts[fiber] > 0)
        {
            moves.Add(new ScheduledStep(fiber, ScheduledStep.Arrival));
        }

        ref readonly var operation = ref OperationOf(fiber);
        if (operation.Kind == OperationKind.None || (_counts[fiber] > 0 && Drains(operation)) || (operation.IsGuarded && !IsOpen(operation, fiber)))
        {
            return;
        }

        if (_counts[fiber] == Capacity && IsBuffered(operation))
        {
            WasBounded = true;
            return;
        }

        var choices = operation.Kind == OperationKind.Choose ? operation.A : 1;
        for (var choice = 0; choice < choices; choice++)
        {
            moves.Add(new ScheduledStep(fiber, choice));
        }
    }

    /// <inheritdoc/>
    public override Violation? Take(ScheduledStep step, out RelaxedEffect effect)
    {
        var fiber = step.Fiber;
        if (step.IsArrival)
        {
            return Arrive(fiber, out effect);
        }

        var operation = OperationOf(fiber);
        var announced = Shown.LocalState(fiber).Operation;
        var path = AccessPath.Direct;
        if (operation.Location < 0)
        {
            var way = Apply(operation, 0, step.Choice, out _);
            effect = new RelaxedEffect(announced, path, Result: way);
            return GoOn(fiber, way);
        }

        var isBuffered = IsBuffered(operation);
        var seen = isBuffered || operation.Kind is OperationKind.Load or OperationKind.Until
            ? Seen(fiber, operation.Location, out path) : _memory[operation.Location];
        effect = new RelaxedEffect(announced, path, seen, seen);
        if (Misuse(operation, seen, operation.Lifetime < 0 || Seen(fiber, operation.Lifetime, out _) != 0) is { } misuse)
        {
            return misuse;
        }

        var result = Apply(operation, seen, step.Choice, out var after);
        var failure = GoOn(fiber, result);
        if (isBuffered && (_counts[fiber] > 0 || NeedsBuffer(Local[fiber])))
        {
            path = AccessPath.Buffered;
            _buffers[fiber][_counts[fiber]++] = IdOf(announced, operation);
        }
        else if (operation.Writes)
        {
            path = AccessPath.Direct;
            _memory[operation.Location] = after;
        }

        effect = new RelaxedEffect(announced, path, seen, after, result);
        return failure;
    }

    /// <inheritdoc/>
    public override bool Show()
    {
        _memory.CopyTo(Shown.Memory, 0);
        var isDecided = true;
        Array.Clear(_pendingBy);
        for (var fiber = 0; fiber < FiberCount; fiber++)
        {
            for (var i = 0; i < _counts[fiber]; i++)
            {
                var store = _hotStores[_buffers[fiber][i]];
                var by = _pendingBy[store.Location];
                var commutes = by <= 0 && Commutes(store);
                isDecided &= by == 0 || Math.Abs(by) == fiber + 1 || commutes;
                _pendingBy[store.Location] = commutes ? -fiber - 1 : fiber + 1;
                Shown.Apply(store, 0);
            }
        }

        return isDecided;
    }

    /// <inheritdoc/>
    public override void Save(List<int> to)
    {
        to.AddRange(_memory);
        to.AddRange(Local);
        for (var fiber = 0; fiber < FiberCount; fiber++)
        {
            to.Add(_counts[fiber]);
            to.AddRange(_buffers[fiber].AsSpan(0, _counts[fiber]));
        }
    }

    /// <inheritdoc/>
    public override void Restore(ReadOnlySpan<int> from)
    {
        from[.._memory.Length].CopyTo(_memory);
        from = from[_memory.Length..];
        from[..FiberCount].CopyTo(Local);
        from = from[FiberCount..];
        for (var fiber = 0; fiber < FiberCount; fiber++)
        {
            _counts[fiber] = from[0];
            from.Slice(1, from[0]).CopyTo(_buffers[fiber]);
            from = from[(1 + from[0])..];
        }
    }

    /// <inheritdoc/>
    public override (ulong First, ulong Second) Fingerprint()
    {
        var (first, second) = (0UL, 0UL);
        for (var location = 0; location < _memory.Length; location++)
        {
            var part = CellPart(location, _memory[location]);
            first += part;
            second += Other(part);
        }

        for (var fiber = 0; fiber < FiberCount; fiber++)
        {
            first += FiberPart(WithBuffer(Shown.Locals.First[Local[fiber]], fiber), fiber);
            second += FiberPart(WithBuffer(Shown.Locals.Second[Local[fiber]], fiber), fiber);
        }

        return (first, second);
    }

    /// <inheritdoc/>
    public override bool AreEqual(int a, int b) => Local[a] == Local[b]
        && _buffers[a].AsSpan(0, _counts[a]).SequenceEqual(_buffers[b].AsSpan(0, _counts[b]));

    private Violation? Arrive(int fiber, out RelaxedEffect effect)
    {
        var buffer = _buffers[fiber];
        var (store, announced) = (_hotStores[buffer[0]], _stores[buffer[0]]);
        Array.Copy(buffer, 1, buffer, 0, --_counts[fiber]);
        var value = _memory[store.Location];
        effect = new RelaxedEffect(announced, AccessPath.Arriving, value, value);
        if (Misuse(store, value, store.Lifetime < 0 || _memory[store.Lifetime] != 0) is { } misuse)
        {
            return misuse;
        }

        Apply(store, value, 0, out var after);
        _memory[store.Location] = after;
        effect = new RelaxedEffect(announced, AccessPath.Arriving, value, after);
        return null;
    }

    private Violation? Misuse(in HotOperation operation, int value, bool isAlive) =>
        !isAlive ? LifetimeRules.UseAfterFree(Machine.Cells[operation.Location])
            : (operation.Kind == OperationKind.Begin && value == 1) || (operation.Kind == OperationKind.Free && value != 1)
                ? LifetimeRules.Misuse(Machine.Cells[operation.Location], operation.Kind) : null;

    private bool IsOpen(in HotOperation operation, int fiber) => IsOpen(
        operation,
        operation.Kind == OperationKind.Until ? Seen(fiber, operation.Location, out _) : _memory[operation.Location],
        operation.Lifetime < 0 || Seen(fiber, operation.Lifetime, out _) != 0);

    // What the fiber finds in a cell: memory, with its own stores on top.
    private int Seen(int fiber, int location, out AccessPath path)
    {
        var value = _memory[location];
        path = AccessPath.Direct;
        for (var i = 0; i < _counts[fiber] && Fault != DeliberateFault.ForgetOwnStores; i++)
        {
            var store = _hotStores[_buffers[fiber][i]];
            if (store.Location == location)
            {
                Apply(store, value, 0, out value);
                path = AccessPath.Forwarded;
            }
        }

        return value;
    }

    // Plain stores, and what is no locked instruction although it reads and writes: a list changed under a lock, a per-CPU
    // counter. An unlock is a store, as a spinlock's is.
    private static bool IsBuffered(in HotOperation operation) => operation.Kind switch
    {
        OperationKind.Store => operation.Order != MemoryOrder.Full,
        OperationKind.Add or OperationKind.Update => operation.Order is MemoryOrder.Plain or MemoryOrder.Once or MemoryOrder.LeaveSection,
        OperationKind.Release or OperationKind.Begin or OperationKind.Free => true,
        _ => false,
    };

    private bool Drains(in HotOperation operation) => operation.Kind switch
    {
        OperationKind.Barrier => true,
        OperationKind.Load => operation.Order == MemoryOrder.Full,
        _ => operation.Writes && !IsBuffered(operation) && operation.Order != MemoryOrder.EnterSection
            && (Fault != DeliberateFault.PassStoreBuffer || operation.Kind == OperationKind.Store),
    };

    // Whether a fiber that has just stored may load before its next step that waits for the buffer.
    private bool NeedsBuffer(int local)
    {
        if (_needsBuffer.TryGetValue(local, out var known))
        {
            return known;
        }

        _needsBuffer[local] = true; // stands if stores alone lead back here
        var operation = Shown.Locals.Operations[local];
        var needs = operation.Kind switch
        {
            OperationKind.None => Shown.Locals.Failed[local],
            OperationKind.Pass or OperationKind.Store or OperationKind.Release or OperationKind.Begin or OperationKind.Free
                when !Drains(operation) => NeedsBuffer(Shown.Locals.Next(local, 0)),
            _ => !Drains(operation),
        };
        _needsBuffer[local] = needs;
        return needs;
    }

    private static bool Commutes(in HotOperation store) =>
        store.Kind == OperationKind.Add || store.Order == MemoryOrder.LeaveSection;

    private int IdOf(in Operation announced, in HotOperation hot)
    {
        var store = announced with { Label = null };
        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(_storeIds, store, out var isKnown);
        if (!isKnown)
        {
            id = _stores.Count;
            _stores.Add(announced);
            _hotStores.Add(hot);
        }

        return id;
    }

    private ulong WithBuffer(ulong part, int fiber)
    {
        for (var i = 0; i < _counts[fiber]; i++)
        {
            part = StableHash.Mix((part * 0x9E3779B97F4A7C15UL) + (ulong)(uint)_buffers[fiber][i] + 1);
        }

        return part;
    }
}
