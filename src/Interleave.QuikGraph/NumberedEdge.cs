using Interleave.Graphs;
using Interleave.Strategies.StateGraphs;
using QuikGraph;

namespace Interleave.QuikGraph;

/// <summary>An edge of a <see cref="Digraph"/>: a step, if that is the shape of a
/// <see cref="StateGraph"/>.</summary>
/// <param name="Source">The node that it leaves.</param>
/// <param name="Target">The node that it leads to.</param>
/// <param name="Number">Its number, from 0 up: what <see cref="StateGraph.Describe"/> takes.</param>
public readonly record struct NumberedEdge(int Source, int Target, int Number) : IEdge<int>;
