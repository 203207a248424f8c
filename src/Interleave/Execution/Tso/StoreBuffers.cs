using System.Runtime.InteropServices;
using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Execution.Tso;

/// <summary>Each fiber's stores that have not reached memory, the oldest first.</summary>
internal sealed class StoreBuffers
{
    /// <summary>Stores that fit into a buffer; the smallest x86 has had more.</summary>
    public const int Capacity = 16;

    private readonly int[][] _buffers; // of indices into the stores that were met
    private readonly int[] _counts;
    private readonly List<Operation> _stores = [];
    private HotOperation[] _hotStores = new HotOperation[16];
    private readonly Dictionary<Operation, int> _storeIds = [];
    private int[] _idsOfLocals = new int[256]; // of what local states announce, and 1; 0 where it was not asked for

    public StoreBuffers(int fibers)
    {
        _counts = new int[fibers];
        _buffers = [.. Enumerable.Range(0, fibers).Select(_ => new int[Capacity])];
    }

    public int CountOf(int fiber) => _counts[fiber];

    /// <summary>One of a fiber's stores, 0 for the oldest.</summary>
    public ref readonly HotOperation StoreOf(int fiber, int index) => ref _hotStores[_buffers[fiber][index]];

    /// <summary>The number of one of a fiber's stores: the same for all that do the same.</summary>
    public int NumberOf(int fiber, int index) => _buffers[fiber][index];

    /// <summary>A fiber's oldest store as it was announced; it has one.</summary>
    public Operation OldestOf(int fiber) => _stores[_buffers[fiber][0]];

    /// <summary>Puts a store behind a fiber's others; not if there are <see cref="Capacity"/>.</summary>
    /// <param name="fiber">The fiber.</param>
    /// <param name="local">The local state that announces the store.</param>
    /// <param name="locals">The local states.</param>
    public void Add(int fiber, int local, LocalStates locals)
    {
        if (local >= _idsOfLocals.Length)
        {
            Array.Resize(ref _idsOfLocals, 2 * local);
        }

        ref var id = ref _idsOfLocals[local];
        if (id == 0)
        {
            id = IdOf(locals[local].Operation, locals.Operations[local]) + 1;
        }

        _buffers[fiber][_counts[fiber]++] = id - 1;
    }

    /// <summary>Takes a fiber's oldest store out; it has one.</summary>
    public ref readonly HotOperation TakeOldest(int fiber)
    {
        var buffer = _buffers[fiber];
        var oldest = buffer[0];
        for (var (i, count) = (0, --_counts[fiber]); i < count; i++)
        {
            buffer[i] = buffer[i + 1];
        }

        return ref _hotStores[oldest];
    }

    /// <summary>How many words <see cref="Save"/> needs.</summary>
    public int VectorLength
    {
        get
        {
            var length = _counts.Length;
            foreach (var count in _counts)
            {
                length += count;
            }

            return length;
        }
    }

    public void Save(Span<int> to)
    {
        var at = 0;
        for (var fiber = 0; fiber < _counts.Length; fiber++)
        {
            var (count, buffer) = (_counts[fiber], _buffers[fiber]);
            to[at++] = count;
            for (var i = 0; i < count; i++) // mostly none or one
            {
                to[at++] = buffer[i];
            }
        }
    }

    public void Restore(ReadOnlySpan<int> from)
    {
        var at = 0;
        for (var fiber = 0; fiber < _counts.Length; fiber++)
        {
            var (count, buffer) = (from[at++], _buffers[fiber]);
            _counts[fiber] = count;
            for (var i = 0; i < count; i++)
            {
                buffer[i] = from[at++];
            }
        }
    }

    public bool AreEqual(int a, int b) =>
        _buffers[a].AsSpan(0, _counts[a]).SequenceEqual(_buffers[b].AsSpan(0, _counts[b]));

    /// <summary>An order of buffers, the same in every state of a search.</summary>
    public int Compare(int a, int b) =>
        _buffers[a].AsSpan(0, _counts[a]).SequenceCompareTo(_buffers[b].AsSpan(0, _counts[b]));

    /// <summary>Mixes a fiber's buffer into its part of a fingerprint.</summary>
    public ulong AddTo(ulong part, int fiber)
    {
        for (var i = 0; i < _counts[fiber]; i++)
        {
            part = StableHash.Mix((part * 0x9E3779B97F4A7C15UL) + (ulong)(uint)_buffers[fiber][i] + 1);
        }

        return part;
    }

    private int IdOf(in Operation announced, in HotOperation hot)
    {
        var store = announced with { Label = null };
        ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(_storeIds, store, out var isKnown);
        if (!isKnown)
        {
            id = _stores.Count;
            _stores.Add(announced);
            if (id == _hotStores.Length)
            {
                Array.Resize(ref _hotStores, 2 * id);
            }

            _hotStores[id] = hot;
        }

        return id;
    }
}
