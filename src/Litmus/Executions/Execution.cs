using System.Collections.Immutable;
using Litmus.Relations;

namespace Litmus.Executions;

/// <summary>One way in which a test may be thought to run; whether a memory allows it is another question.</summary>
/// <param name="Graph">What the threads do.</param>
/// <param name="Histories">For each cell that is accessed, its history.</param>
internal sealed record Execution(EventGraph Graph, ImmutableArray<CellHistory> Histories)
{
    /// <summary>rf</summary>
    public Relation ReadsFrom => ReadsFromOf(Graph, Histories);

    /// <summary>co</summary>
    public Relation Coherence => CoherenceOf(Graph, Histories);

    /// <summary>From writes to reads, as far as histories are chosen.</summary>
    public static Relation ReadsFromOf(EventGraph graph, IEnumerable<CellHistory> histories)
    {
        var relation = Relation.Empty(graph.Size);
        foreach (var history in histories)
        {
            foreach (var (read, write) in history.Found)
            {
                relation.Add(write, read);
            }
        }

        return relation;
    }

    /// <summary>From writes to later writes to the same cell, as far as histories are chosen.</summary>
    public static Relation CoherenceOf(EventGraph graph, IEnumerable<CellHistory> histories)
    {
        var relation = Relation.Empty(graph.Size);
        foreach (var history in histories)
        {
            for (var a = 0; a < history.Writes.Length; a++)
            {
                for (var b = a + 1; b < history.Writes.Length; b++)
                {
                    relation.Add(history.Writes[a], history.Writes[b]);
                }
            }
        }

        return relation;
    }
}
