using Litmus.Relations;

namespace Litmus.Axioms;

/// <summary>Finds how one event is related to another by an expression of the cat language: the expression is an
/// automaton whose steps are named relations.</summary>
internal sealed class PathAutomaton
{
    private readonly List<(int From, string Name, Relation Relation, int To)> _steps = [];
    private readonly HashSet<int> _ends = [];

    /// <summary>Adds a step from one state of the automaton to another; state 0 is where it begins.</summary>
    public PathAutomaton Step(int from, string name, Relation relation, int to)
    {
        _steps.Add((from, name, relation, to));
        return this;
    }

    /// <summary>Says where it may end.</summary>
    public PathAutomaton End(params ReadOnlySpan<int> states)
    {
        foreach (var state in states)
        {
            _ends.Add(state);
        }

        return this;
    }

    /// <summary>A shortest way from one event to another, of at least one step; null if there is none.</summary>
    public List<CycleStep>? Shortest(int from, int to)
    {
        var cameBy = new Dictionary<(int Event, int State), ((int Event, int State) Before, CycleStep Step)>();
        var queue = new Queue<(int Event, int State)>();
        queue.Enqueue((from, 0));
        while (queue.TryDequeue(out var here))
        {
            foreach (var (at, name, relation, next) in _steps)
            {
                if (at != here.State)
                {
                    continue;
                }

                foreach (var e in relation.After(here.Event))
                {
                    if (!cameBy.TryAdd((e, next), (here, new CycleStep(here.Event, name, e))))
                    {
                        continue;
                    }

                    if (e == to && _ends.Contains(next))
                    {
                        return Back((e, next), from);
                    }

                    queue.Enqueue((e, next));
                }
            }
        }

        return null;

        List<CycleStep> Back((int Event, int State) end, int first)
        {
            var path = new List<CycleStep>();
            do
            {
                var (before, step) = cameBy[end];
                path.Add(step);
                end = before;
            } while (end != (first, 0));
            path.Reverse();
            return path;
        }
    }
}
