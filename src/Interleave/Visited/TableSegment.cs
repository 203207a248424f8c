using System.Runtime.InteropServices;

namespace Interleave.Visited;

/// <summary>A part of a <see cref="VisitedTable"/> that grows by itself; a cache line, so that two do not share
/// one.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
internal unsafe struct TableSegment
{
    /// <summary>The first line, and what comes after the last one.</summary>
    public byte* Start;
    public byte* End;

    public nuint Lines;

    /// <summary>How many states it may have before it grows.</summary>
    public long Limit;

    /// <summary>How many it has, but for those that workers have not told yet.</summary>
    public long States;

    /// <summary>1 while it is copied, and nobody may look into it.</summary>
    public int IsGrowing;
}
