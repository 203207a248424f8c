using System.Collections.Immutable;
using Interleave.Traces;

namespace Interleave.Search;

/// <summary>What a search has counted, found and reached so far.</summary>
/// <param name="Transitions">How many steps it has taken.</param>
/// <param name="Depth">How many it has taken one after the other, at most.</param>
/// <param name="Elapsed">How long it has taken, in all processes.</param>
/// <param name="CpuTime">The processor time.</param>
/// <param name="Found">What is violated.</param>
/// <param name="Reached">For each <c>Sometimes</c> property whether it has held.</param>
/// <param name="Coverage">What coverage is read from.</param>
internal sealed record SearchTally(
    long Transitions,
    int Depth,
    TimeSpan Elapsed,
    TimeSpan CpuTime,
    ImmutableArray<Counterexample> Found,
    ImmutableArray<bool> Reached,
    ImmutableArray<(int Kind, int A, int B, int C)> Coverage
);
