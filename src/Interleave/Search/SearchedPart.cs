using System.Collections.Immutable;

namespace Interleave.Search;

/// <summary>
/// What a search of a part of a program's schedules has seen. The units are prefixes of schedules; every part finds
/// the same ones, and the states on the way to them.
/// </summary>
/// <param name="Units">How many there are.</param>
/// <param name="Mine">The numbers of those behind which this search looked, from 0.</param>
/// <param name="FinalStates">
/// For each distinct state in which an execution ended and nothing was violated, a hash that means the same in every
/// process.
/// </param>
public sealed record SearchedPart(int Units, ImmutableArray<int> Mine, ImmutableSortedSet<ulong> FinalStates);

/// <summary>Which part of a program's schedules a search is of. Parts share nothing, so that they can be searched
/// anywhere.</summary>
/// <param name="Index">Which part, from 1.</param>
/// <param name="Count">How many there are; it is the same in all parts.</param>
public sealed record PartOptions(int Index, int Count)
{
    // So that parts come out about equal where some prefixes have more behind them than others.
    internal int LeastUnits => Math.Max(64, 8 * Count); // of one number of parts
}
