using Interleave.Programs;

namespace Interleave.Reduction;

/// <summary>What a search with persistent steps relies on.</summary>
/// <param name="LocalStates">It knows so many local states.</param>
/// <param name="Edges">It knows so many edges between them, the first that were met.</param>
/// <param name="Visible">What properties look at that may still be violated or reached.</param>
/// <param name="Unreached">So many states of interest are still to be reached.</param>
internal sealed record ReductionBasis(int LocalStates, int Edges, Footprint Visible, int Unreached);

/// <summary>
/// How long a search goes on that has met something new, although it will be refined: one thing new seldom comes alone.
/// </summary>
/// <param name="known">How many edges between local states it relies on.</param>
internal sealed class RefinementDelay(int known)
{
    private const int LeastStates = 256;

    private int _known = known;
    private long _until;

    /// <summary>True if nothing else was met for a quarter of its states.</summary>
    /// <param name="states">How many states it has.</param>
    /// <param name="edges">How many edges it knows.</param>
    public bool IsOver(long states, int edges)
    {
        if (edges > _known)
        {
            (_known, _until) = (edges, states + (states / 4) + LeastStates);
        }

        return states > _until;
    }
}
