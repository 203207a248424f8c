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

    /// <summary>Puts a store behind a fiber's others; not if there are <see cref="Capacity"/>.</summary>
    public void Add(int fiber, in Operation announced, in HotOperation store) =>
        _buffers[fiber][_counts[fiber]++] = IdOf(announced, store);

    /// <summary>Takes a fiber's oldest store out.</summary>
    /// <param name="fiber">The fiber; it has one.</param>
    /// <param name="announced">The store as it was announced.</param>
    public HotOperation TakeOldest(int fiber, out Operation announced)
    {
        var buffer = _buffers[fiber];
        var oldest = buffer[0];
        Array.Copy(buffer, 1, buffer, 0, --_counts[fiber]);
        announced = _stores[oldest];
        return _hotStores[oldest];
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
        for (var fiber = 0; fiber < _counts.Length; fiber++)
        {
            to[0] = _counts[fiber];
            _buffers[fiber].AsSpan(0, to[0]).CopyTo(to[1..]);
            to = to[(1 + to[0])..];
        }
    }

    public void Restore(ReadOnlySpan<int> from)
    {
        for (var fiber = 0; fiber < _counts.Length; fiber++)
        {
            _counts[fiber] = from[0];
            from.Slice(1, from[0]).CopyTo(_buffers[fiber]);
            from = from[(1 + from[0])..];
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
