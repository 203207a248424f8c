using Interleave.Memory;
using Interleave.Tests.RandomPrograms.Reference;

namespace Interleave.Tests.RandomPrograms;

/// <summary>
/// Says whether a program has a fair execution that never ends, from the definition: the whole state graph as the
/// reference interpreter has it, and components as what reaches each other.
/// </summary>
internal sealed class LivenessOracle
{
    private readonly IReadOnlyList<ReferenceState> _states;
    private readonly int _fibers;

    private LivenessOracle(IReadOnlyList<ReferenceState> states, int fibers) => (_states, _fibers) = (states, fibers);

    /// <summary>The state graph of a program; null if it has more than <paramref name="maxStates"/>.</summary>
    public static LivenessOracle? Of(ProgramText text, int maxStates) =>
        ReferenceSearch.Explore(text, MemoryModel.Sequential, maxStates) is { } found
            ? new LivenessOracle(found.States, text.Roles.Sum(static role => role.Fibers))
            : null;

    /// <summary>True if a weakly fair execution never ends.</summary>
    public bool HasWeaklyFairCycle() =>
        Components([.. Enumerable.Range(0, _states.Count)])
            .Any(component =>
                Enumerable
                    .Range(0, _fibers)
                    .All(fiber =>
                        Moves(component, fiber) || component.Any(state => (_states[state].Enabled >> fiber & 1) == 0)
                    )
            );

    /// <summary>
    /// True if a strongly fair execution never ends: for some fibers, all of them take steps in a component of the
    /// states in which no other can.
    /// </summary>
    public bool HasStronglyFairCycle() =>
        Enumerable
            .Range(1, (1 << _fibers) - 1)
            .Any(active =>
                Components([
                        .. Enumerable.Range(0, _states.Count).Where(state => (_states[state].Enabled & ~active) == 0),
                    ])
                    .Any(component =>
                        Enumerable.Range(0, _fibers).All(f => (active >> f & 1) == 0 || Moves(component, f))
                    )
            );

    /// <summary>True if any execution comes back to a state, fair or not, while somebody is left who has to
    /// return.</summary>
    public bool HasCycle() => Components([.. Enumerable.Range(0, _states.Count)]).Any();

    private bool Moves(HashSet<int> component, int fiber) =>
        component.Any(state => _states[state].Edges.Any(edge => edge.Fiber == fiber && component.Contains(edge.To)));

    // Those that have an edge inside, and somebody left who has to return.
    private IEnumerable<HashSet<int>> Components(HashSet<int> states)
    {
        var backwards = states.ToDictionary(state => state, _ => new List<int>());
        foreach (var (from, to) in states.SelectMany(from => _states[from].Edges.Select(edge => (from, edge.To))))
        {
            if (states.Contains(to))
            {
                backwards[to].Add(from);
            }
        }

        var left = new HashSet<int>(states);
        while (left.Count > 0)
        {
            var pivot = left.First();
            var component = Reach(pivot, left, state => _states[state].Edges.Select(edge => edge.To));
            component.IntersectWith(Reach(pivot, left, state => backwards[state]));
            left.ExceptWith(component);
            if (
                _states[pivot].IsSomeoneLeft
                && component.Any(state => _states[state].Edges.Any(edge => component.Contains(edge.To)))
            )
            {
                yield return component;
            }
        }
    }

    private static HashSet<int> Reach(int from, HashSet<int> among, Func<int, IEnumerable<int>> next)
    {
        var reached = new HashSet<int> { from };
        var open = new Stack<int>([from]);
        while (open.TryPop(out var state))
        {
            foreach (var to in next(state))
            {
                if (among.Contains(to) && reached.Add(to))
                {
                    open.Push(to);
                }
            }
        }

        return reached;
    }
}
