using System.Runtime.CompilerServices;

namespace Interleave.Routines;

/// <summary>(local state, result) to local state: open addressing over two flat arrays.</summary>
internal sealed class TransitionTable
{
    private ulong[] _keys = new ulong[256]; // key + 1, so that 0 means empty
    private int[] _values = new int[256];
    private int _count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGet(int state, int result, out int next)
    {
        var key = Key(state, result);
        var keys = _keys;
        var slot = (int)(key * 0x9E3779B97F4A7C15UL >> 32) & (keys.Length - 1);
        while (keys[slot] != key)
        {
            if (keys[slot] == 0)
            {
                next = -1;
                return false;
            }

            slot = (slot + 1) & (keys.Length - 1);
        }

        next = _values[slot];
        return true;
    }

    public void Add(int state, int result, int next)
    {
        if (2 * ++_count > _keys.Length)
        {
            Rehash();
        }

        Insert(Key(state, result), next);
    }

    /// <summary>Every edge: the local state before, and the one after.</summary>
    public IEnumerable<(int From, int To)> Edges()
    {
        for (var slot = 0; slot < _keys.Length; slot++)
        {
            if (_keys[slot] != 0)
            {
                yield return ((int)((_keys[slot] - 1) >> 32), _values[slot]);
            }
        }
    }

    /// <summary>Every edge with the result that it depends on.</summary>
    public IEnumerable<(int From, int Result, int To)> Steps()
    {
        for (var slot = 0; slot < _keys.Length; slot++)
        {
            if (_keys[slot] != 0)
            {
                yield return ((int)((_keys[slot] - 1) >> 32), (int)(uint)(_keys[slot] - 1), _values[slot]);
            }
        }
    }

    private static ulong Key(int state, int result) => (((ulong)(uint)state << 32) | (uint)result) + 1;

    private void Insert(ulong key, int value)
    {
        var slot = (int)(key * 0x9E3779B97F4A7C15UL >> 32) & (_keys.Length - 1);
        while (_keys[slot] != 0)
        {
            slot = (slot + 1) & (_keys.Length - 1);
        }

        _keys[slot] = key;
        _values[slot] = value;
    }

    private void Rehash()
    {
        var (keys, values) = (_keys, _values);
        _keys = new ulong[keys.Length * 2];
        _values = new int[keys.Length * 2];
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] != 0)
            {
                Insert(keys[i], values[i]);
            }
        }
    }
}
