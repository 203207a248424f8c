using System.Runtime.CompilerServices;
using System.Threading;

namespace Interleave.Routines;

/// <summary>
/// (local state, result) to local state: open addressing over one flat array. One thread at a time may add while others
/// look things up: who finds a key finds its value, and all that was written before it was added.
/// </summary>
internal sealed class TransitionTable
{
    private ulong[] _slots = new ulong[512]; // key + 1, so that 0 means empty; then the value
    private int _count;

    /// <summary>The bytes that it takes.</summary>
    public long Bytes => sizeof(ulong) * (long)_slots.Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(int state, int result, out int next)
    {
        var key = Key(state, result);
        var slots = Volatile.Read(ref _slots);
        for (var slot = Home(key, slots); ; slot = (slot + 2) & (slots.Length - 1))
        {
            var found = Volatile.Read(ref slots[slot]);
            if (found == key)
            {
                next = (int)slots[slot + 1];
                return true;
            }

            if (found == 0)
            {
                next = -1;
                return false;
            }
        }
    }

    public void Add(int state, int result, int next)
    {
        if (4 * ++_count > _slots.Length)
        {
            Rehash();
        }

        Insert(_slots, Key(state, result), (ulong)next);
    }

    /// <summary>Every edge: the local state before, and the one after.</summary>
    public IEnumerable<(int From, int To)> Edges() => Steps().Select(step => (step.From, step.To));

    /// <summary>Every edge with the result that it depends on.</summary>
    public IEnumerable<(int From, int Result, int To)> Steps()
    {
        for (var slot = 0; slot < _slots.Length; slot += 2)
        {
            if (_slots[slot] != 0)
            {
                yield return ((int)((_slots[slot] - 1) >> 32), (int)(uint)(_slots[slot] - 1), (int)_slots[slot + 1]);
            }
        }
    }

    private static ulong Key(int state, int result) => (((ulong)(uint)state << 32) | (uint)result) + 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Home(ulong key, ulong[] slots) =>
        ((int)(key * 0x9E3779B97F4A7C15UL >> 32) << 1) & (slots.Length - 1);

    private static void Insert(ulong[] slots, ulong key, ulong value)
    {
        var slot = Home(key, slots);
        while (slots[slot] != 0)
        {
            slot = (slot + 2) & (slots.Length - 1);
        }

        slots[slot + 1] = value;
        Volatile.Write(ref slots[slot], key);
    }

    private void Rehash()
    {
        var slots = new ulong[_slots.Length * 2];
        for (var slot = 0; slot < _slots.Length; slot += 2)
        {
            if (_slots[slot] != 0)
            {
                Insert(slots, _slots[slot], _slots[slot + 1]);
            }
        }

        Volatile.Write(ref _slots, slots);
    }
}
