using System.Collections.Immutable;

namespace Interleave.Routines;

/// <summary>Which later steps a fiber can take before their turn.</summary>
internal sealed class WaysAhead
{
    /// <summary>Those that come, and that nothing orders, whatever is returned by the steps that they pass: the step's
    /// number, what a load finds of its fiber's own store, and the local states in which its turn may come.</summary>
    public Dictionary<(int Number, int? Own), ImmutableSortedSet<int>> Free { get; } = [];

    /// <summary>Those that come whatever is returned, but are ordered after some of it, as by a barrier on one way of
    /// an <c>if</c>. The kernel's model lets them be early where it is the other way.</summary>
    public Dictionary<(int Number, int? Own), ImmutableSortedSet<int>> Partly { get; } = [];

    /// <summary>What is ahead of a step, from what is ahead after each of its results.</summary>
    /// <param name="ways">One for each result that was found.</param>
    /// <param name="conceivable">One for each that was not, and that a step may have once others are early.</param>
    /// <param name="isBound">True if a step comes after a result, early or not.</param>
    public static WaysAhead AfterAll(WaysAhead[] ways, WaysAhead[] conceivable, Func<int, int, bool> isBound)
    {
        var all = new WaysAhead();
        foreach (var step in ways.SelectMany(static way => way.Free.Keys).Distinct())
        {
            if (Array.TrueForAll(ways, way => way.Free.ContainsKey(step)))
            {
                all.Free.Add(step, Union(ways.Select(way => way.Free[step])));
            }
        }

        WaysAhead[] any = [.. ways, .. conceivable];
        var rest = any.SelectMany(static way => way.Free)
            .Where(step => !all.Free.ContainsKey(step.Key))
            .Concat(any.SelectMany(static way => way.Partly))
            .GroupBy(static step => step.Key, static step => step.Value);
        foreach (var step in rest)
        {
            // What is free in each way, but finds other stores of its fiber, depends on what decides which.
            if (
                !Array.TrueForAll(ways, way => way.IsFree(step.Key.Number))
                && Enumerable
                    .Range(0, ways.Length)
                    .All(way => ways[way].Has(step.Key.Number) || isBound(way, step.Key.Number))
            )
            {
                all.Partly.Add(step.Key, Union(step));
            }
        }

        return all;
    }

    /// <summary>Adds what is ahead further on.</summary>
    /// <param name="further">It.</param>
    /// <param name="comes">True if a step comes after results, too, that no search has found.</param>
    public void Add(WaysAhead further, Func<int, bool> comes)
    {
        foreach (var (step, from) in further.Free)
        {
            if (comes(step.Number))
            {
                Free.TryAdd(step, from);
            }
        }

        foreach (var (step, from) in further.Partly)
        {
            if (comes(step.Number))
            {
                Partly.TryAdd(step, from);
            }
        }
    }

    /// <summary>True if a step is ahead that is not ahead elsewhere.</summary>
    public bool HasMoreThan(WaysAhead other) =>
        Free.Keys.Concat(Partly.Keys).Any(step => !other.Free.ContainsKey(step) && !other.Partly.ContainsKey(step));

    private bool Has(int step) => IsFree(step) || Partly.Keys.Any(way => way.Number == step);

    private bool IsFree(int step) => Free.Keys.Any(way => way.Number == step);

    private static ImmutableSortedSet<int> Union(IEnumerable<ImmutableSortedSet<int>> some) =>
        some.Aggregate(static (all, more) => all.Union(more));
}
