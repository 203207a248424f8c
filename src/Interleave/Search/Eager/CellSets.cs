using System.Runtime.CompilerServices;

namespace Interleave.Search.Eager;

/// <summary>For each local state the cells that its fiber may read, and those that it may write, from there on.</summary>
internal sealed class CellSets
{
    private readonly int _words;
    private readonly ulong[] _bits; // for each local state its reads, then its writes

    public CellSets(int states, int cells)
    {
        _words = (cells + 63) / 64;
        _bits = new ulong[states * 2 * _words];
    }

    public void Add(int state, int cell, bool writes) =>
        _bits[(((state * 2) + (writes ? 1 : 0)) * _words) + (cell >> 6)] |= 1UL << (cell & 63);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Writes(int state, int cell) =>
        (_bits[(((state * 2) + 1) * _words) + (cell >> 6)] >> (cell & 63) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Touches(int state, int cell)
    {
        var reads = (state * 2 * _words) + (cell >> 6);
        return ((_bits[reads] | _bits[reads + _words]) >> (cell & 63) & 1) != 0;
    }

    /// <summary>Adds to one state what another has; true if that was news.</summary>
    public bool Include(int state, int other)
    {
        var (to, from, isNews) = (state * 2 * _words, other * 2 * _words, false);
        for (var word = 0; word < 2 * _words; word++)
        {
            var all = _bits[to + word] | _bits[from + word];
            isNews |= all != _bits[to + word];
            _bits[to + word] = all;
        }

        return isNews;
    }
}
