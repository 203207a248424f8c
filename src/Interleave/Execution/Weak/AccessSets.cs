using System.Runtime.CompilerServices;

namespace Interleave.Execution.Weak;

/// <summary>For each local state the cells that its fiber may touch from there on, apart for each kind of access: each
/// has a plane.</summary>
internal sealed class AccessSets
{
    private readonly int _words;
    private readonly int _planes;
    private readonly ulong[] _bits; // for each local state plane by plane

    public AccessSets(int states, int cells, int planes)
    {
        (_words, _planes) = ((cells + 63) / 64, planes);
        _bits = new ulong[states * planes * _words];
    }

    public void Add(int state, int cell, int plane) =>
        _bits[(((state * _planes) + plane) * _words) + (cell >> 6)] |= 1UL << (cell & 63);

    /// <summary>True if such an access to the cell may come.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int state, int cell, int plane) =>
        (_bits[(((state * _planes) + plane) * _words) + (cell >> 6)] >> (cell & 63) & 1) != 0;

    /// <summary>True if any access to the cell may come.</summary>
    public bool Touches(int state, int cell)
    {
        for (var plane = 0; plane < _planes; plane++)
        {
            if (Has(state, cell, plane))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds to one state what another has, but for accesses to one cell; true if that was news.</summary>
    public bool Include(int state, int other, int except = -1)
    {
        var (to, from, isNews) = (state * _planes * _words, other * _planes * _words, false);
        for (var word = 0; word < _planes * _words; word++)
        {
            var more = _bits[from + word];
            more &= except >= 0 && word % _words == except >> 6 ? ~(1UL << (except & 63)) : ulong.MaxValue;
            isNews |= (more & ~_bits[to + word]) != 0;
            _bits[to + word] |= more;
        }

        return isNews;
    }
}
