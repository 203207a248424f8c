using System.Runtime.InteropServices;

namespace Interleave.Search;

/// <summary>What one of several threads that share a <see cref="VisitedTable"/> does in it; two cache lines of its own.</summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal unsafe struct TableWorker
{
    /// <summary>The segment that it looks into, plus 1; 0 for none. It is not copied meanwhile.</summary>
    public int Inside;

    /// <summary>The states that it has added.</summary>
    public long Added;

    /// <summary>For each segment, how many of them the segment does not know of yet.</summary>
    public fixed byte Untold[VisitedTable.Segments];
}
