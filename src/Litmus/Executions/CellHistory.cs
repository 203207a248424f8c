using System.Collections.Immutable;

namespace Litmus.Executions;

/// <summary>The writes to one cell in coherence order, and which of them each read finds.</summary>
/// <param name="Writes">Events, the value at the start first.</param>
/// <param name="Found">Each event that reads the cell, and the write that it finds.</param>
/// <param name="Final">What the cell holds at the end.</param>
internal sealed record CellHistory(ImmutableArray<int> Writes, ImmutableArray<(int Read, int Write)> Found, int Final);
