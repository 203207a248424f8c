using Interleave.Reduction;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Strategies.Livelocks;

/// <summary>Whether any fiber can come back to a local state it was in.</summary>
/// <remarks>
/// If none can, no execution can go on for ever: each of its steps moves one fiber along an edge of these automata, and
/// there are finitely many edges and no cycle. That holds for every execution if the edges are those of a complete
/// search:
/// <list type="bullet">
/// <item>An edge is a (local state, result) pair. A complete search meets every reachable state, and takes every
/// enabled step in it or lets it sleep. A step sleeps because it was taken in an earlier state from which only steps
/// led here that commute with it, so by its fiber in this local state and to the same next one: the same edge, if
/// perhaps by another result.</item>
/// <item>Sleep sets rely on what lies behind a sibling, and a violation cuts that short. A search that finds a
/// violation is done again without them, so its edges are complete, too. No execution goes on behind a
/// violation.</item>
/// <item>Symmetry merges states whose fibers are the same up to their order, so it loses no local state; of equal
/// fibers one is moved, along the edges that all of them have.</item>
/// <item>Persistent steps are taken in one order, and what they pass over are states: each edge is taken in one that is
/// left (<see cref="PersistentSteps"/>).</item>
/// <item>Dropping callers that only return maps local states to fewer and a step to a step, so that an endless
/// execution with them is an endless one without.</item>
/// </list>
/// </remarks>
internal static class LocalCycles
{
    /// <summary>True if the edges taken so far have a cycle.</summary>
    public static bool Any(LocalStates locals, FairnessRules? rules = null)
    {
        var after = new List<int>?[locals.Count];
        var before = new int[locals.Count]; // how many edges lead here that are not yet known to be on no cycle
        foreach (var (from, to) in locals.Edges())
        {
            if ((rules ?? FairnessRules.Sound).MayBeOnCycle(from, to))
            {
                (after[from] ??= []).Add(to);
                before[to]++;
            }
        }

        // Kahn, Comm. ACM 5(11), 1962: what cannot be put in order is on a cycle or behind one.
        var first = new Stack<int>(Enumerable.Range(0, before.Length).Where(state => before[state] == 0));
        var ordered = 0;
        while (first.TryPop(out var state))
        {
            ordered++;
            foreach (var next in after[state] ?? [])
            {
                if (--before[next] == 0)
                {
                    first.Push(next);
                }
            }
        }

        return ordered < before.Length;
    }
}
