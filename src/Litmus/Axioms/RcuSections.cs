using Litmus.Executions;
using Litmus.Relations;

namespace Litmus.Axioms;

/// <summary>Which rcu_read_unlock ends which section; sections may be nested.</summary>
internal static class RcuSections
{
    /// <summary>rcu-rscs</summary>
    public static Relation Of(EventGraph graph)
    {
        var sections = Relation.Empty(graph.Size);
        var open = new Stack<int>();
        for (var e = 0; e < graph.Size; e++)
        {
            if (e > 0 && graph.Events[e].Thread != graph.Events[e - 1].Thread)
            {
                open.Clear();
            }

            if (graph.Events[e].Tag == EventTag.RcuLock)
            {
                open.Push(e);
            }
            else if (graph.Events[e].Tag == EventTag.RcuUnlock && open.TryPop(out var begin))
            {
                sections.Add(begin, e);
            }
        }

        return sections;
    }
}
