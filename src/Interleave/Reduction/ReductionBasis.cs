using Interleave.Programs;

namespace Interleave.Reduction;

/// <summary>What a search with persistent steps relies on.</summary>
/// <param name="LocalStates">It knows so many local states.</param>
/// <param name="Edges">It knows so many edges between them, the first that were met.</param>
/// <param name="Visible">What properties look at that may still be violated or reached.</param>
/// <param name="Unreached">So many states of interest are still to be reached.</param>
internal sealed record ReductionBasis(int LocalStates, int Edges, Footprint Visible, int Unreached);
