namespace PgmapCheck.Model.Programs;

/// <summary>Where in each thread the calls of a kind are.</summary>
internal sealed class CallPositions
{
    private readonly List<int>[] _at;

    private CallPositions(int threads)
    {
        _at = new List<int>[threads];
        for (var thread = 0; thread < threads; thread++)
        {
            _at[thread] = [];
        }
    }

    /// <summary>The calls of an order, by kinds.</summary>
    /// <param name="order">The calls.</param>
    /// <param name="kind">Of which kind a call is; null if it is of none.</param>
    public static Dictionary<T, CallPositions> By<T>(CallOrder order, Func<CallUse, T?> kind)
        where T : struct
    {
        var kinds = new Dictionary<T, CallPositions>();
        foreach (var call in order.Uses)
        {
            if (kind(call) is { } key)
            {
                if (!kinds.TryGetValue(key, out var positions))
                {
                    kinds[key] = positions = new CallPositions(order.Threads);
                }

                positions._at[call.Thread].Add(call.Index); // they come in order
            }
        }

        return kinds;
    }

    /// <summary>The first one in a thread from an index on; null if there is none.</summary>
    public int? From(int thread, int index)
    {
        var at = CountBefore(thread, index);
        return at < _at[thread].Count ? _at[thread][at] : null;
    }

    /// <summary>How many there are in a thread before an index.</summary>
    public int CountBefore(int thread, int index)
    {
        var at = _at[thread].BinarySearch(index);
        return at < 0 ? ~at : at;
    }

    /// <summary>How many of them end before a call begins.</summary>
    public int CountBefore(CallOrder order, CallUse call) =>
        Enumerable.Range(0, order.Threads).Sum(thread => CountBefore(thread, order.CountBefore(call, thread)));
}
