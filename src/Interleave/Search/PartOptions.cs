namespace Interleave.Search;

/// <summary>Which part of a program's schedules a search is of. Parts share nothing, so that they can be searched
/// anywhere.</summary>
/// <param name="Index">Which part, from 1.</param>
/// <param name="Count">How many there are; it is the same in all parts.</param>
public sealed record PartOptions(int Index, int Count)
{
    // So that parts come out about equal where some beginnings have more behind them than others.
    internal int LeastUnits => Math.Max(64, 8 * Count); // of one number of parts
}
