using System.Collections.Immutable;

namespace Interleave.Tests.Litmus.Axioms;

/// <summary>The writes to one cell in coherence order, and which of them each read finds.</summary>
/// <param name="Writes">Events, the value at the start first.</param>
/// <param name="Values">What each of them wrote.</param>
/// <param name="Found">For each event that reads the cell the place of its write.</param>
internal sealed record CellHistory(
    ImmutableArray<int> Writes,
    ImmutableArray<int> Values,
    ImmutableDictionary<int, int> Found
)
{
    /// <summary>
    /// All histories that are coherent (no access finds or is older than what its thread has met, no read finds its own
    /// thread's future) and atomic (a read-modify-write comes directly after what it read), with the values that
    /// instructions expect.
    /// </summary>
    public static IEnumerable<CellHistory> All(ImmutableArray<MemoryEvent> events, string cell)
    {
        var start = events.IndexOf(events.First(e => e.Thread < 0 && e.Cell == cell));
        var accesses = Enumerable
            .Range(0, events.Length)
            .Where(i => events[i].Cell == cell && i != start)
            .ToImmutableArray();
        return Orders(events, [start], [.. accesses.Where(i => events[i].Kind == MemoryEventKind.Write)])
            .SelectMany(order =>
                Reads(events, new CellHistory(order, [0], ImmutableDictionary<int, int>.Empty), accesses)
            );
    }

    private static IEnumerable<ImmutableArray<int>> Orders(
        ImmutableArray<MemoryEvent> events,
        ImmutableArray<int> done,
        ImmutableArray<int> left
    ) =>
        left.IsEmpty
            ? [done]
            : left.Where(write => !left.Any(other => other < write && events[other].Thread == events[write].Thread))
                .SelectMany(write => Orders(events, done.Add(write), left.Remove(write)));

    private static IEnumerable<CellHistory> Reads(
        ImmutableArray<MemoryEvent> events,
        CellHistory history,
        ImmutableArray<int> accesses
    )
    {
        // Reads whose place is given by their write first: they make the values.
        for (var place = 1; place < history.Writes.Length; place++)
        {
            var write = history.Writes[place];
            var before = history.Values[place - 1];
            if (events[write].IsChange && !events[write].Of!.Succeeds(before))
            {
                return [];
            }

            history = history with
            {
                Values = history.Values.Add(events[write].Of!.Written(before)),
                Found = events[write].IsChange ? history.Found.Add(write - 1, place - 1) : history.Found,
            };
        }

        return accesses.Aggregate(
            (IEnumerable<CellHistory>)[history],
            (all, access) => all.SelectMany(h => h.WithRead(events, accesses, access))
        );
    }

    private IEnumerable<CellHistory> WithRead(
        ImmutableArray<MemoryEvent> events,
        ImmutableArray<int> accesses,
        int access
    )
    {
        var thread = events[access].Thread;
        var oldest = accesses
            .Where(i => i < access && events[i].Thread == thread)
            .Select(PlaceOf)
            .DefaultIfEmpty(0)
            .Max();
        var ownNext = accesses
            .Where(i => i > access && Writes.Contains(i) && events[i].Thread == thread)
            .Select(PlaceOf)
            .DefaultIfEmpty(Writes.Length)
            .Min();
        if (Writes.Contains(access))
        {
            return PlaceOf(access) >= oldest ? [this] : [];
        }

        return Found.TryGetValue(access, out var known)
            ? known >= oldest
                ? [this]
                : []
            : Enumerable
                .Range(oldest, Math.Max(0, ownNext - oldest))
                .Where(place => IsExpected(events[access], Values[place]))
                .Select(place => this with { Found = Found.Add(access, place) });
    }

    private static bool IsExpected(MemoryEvent read, int value) =>
        read.IsChange ? !read.Of!.Succeeds(value) : read.Of!.Succeeds(value);

    private int PlaceOf(int access) => Found.TryGetValue(access, out var place) ? place : Writes.IndexOf(access);
}
