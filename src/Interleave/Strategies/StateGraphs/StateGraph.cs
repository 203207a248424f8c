using System.Collections.Immutable;
using Interleave.Graphs;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Search;
using Interleave.Violations;

namespace Interleave.Strategies.StateGraphs;

/// <summary>
/// The states of a program and the steps between them, or a part of that. State 0 is where the program starts; states
/// are numbered in the order of a breadth-first walk. Executions end at violations here.
/// </summary>
public sealed class StateGraph
{
    private readonly byte[] _fibers;
    private readonly int[] _labels;
    private readonly Dictionary<int, Violation> _violations;
    private readonly HashSet<int> _ends;

    internal StateGraph(
        Digraph shape,
        byte[] fibers,
        int[] labels,
        ImmutableArray<string> texts,
        ImmutableArray<string> fiberNames,
        Dictionary<int, Violation> violations,
        HashSet<int> ends,
        ImmutableArray<int> path
    )
    {
        (Shape, _fibers, _labels, Labels, FiberNames, _violations, _ends, Path) = (
            shape,
            fibers,
            labels,
            texts,
            fiberNames,
            violations,
            ends,
            path
        );
    }

    /// <summary>States and steps as nodes and edges.</summary>
    public Digraph Shape { get; }

    /// <summary>The names of the fibers.</summary>
    public ImmutableArray<string> FiberNames { get; }

    /// <summary>The distinct steps, each in words: <c>put_page: page->_refcount: 2 -> 1</c>.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>The states that the execution passes around which a part was cut out, in order; empty for a whole
    /// graph.</summary>
    public ImmutableArray<int> Path { get; }

    /// <summary>States in which no fiber can take a step, and no violation stands.</summary>
    public int EndCount => _ends.Count;

    /// <summary>States that violate a property, with what they violate.</summary>
    public IReadOnlyDictionary<int, Violation> Violations => _violations;

    /// <summary>Every state and step of a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="options">Bounds, progress and cancellation apply; there is neither symmetry nor any other
    /// reduction.</param>
    /// <exception cref="GraphTooLargeException">A bound was met.</exception>
    public static StateGraph Of(ConcurrentProgram program, SearchOptions options) =>
        new StateGraphBuilder(program, options).Build(null, int.MaxValue);

    /// <summary>What can be reached from the states of an execution in a few steps, with all steps between those
    /// states.</summary>
    /// <param name="program">The program.</param>
    /// <param name="options">As for <see cref="Of"/>.</param>
    /// <param name="schedule">The execution; a loop is followed once.</param>
    /// <param name="within">How many steps at most, from 0 up.</param>
    /// <exception cref="GraphTooLargeException">A bound was met.</exception>
    /// <exception cref="ScheduleDivergedException">The program cannot take a step of the schedule.</exception>
    public static StateGraph Around(ConcurrentProgram program, SearchOptions options, Schedule schedule, int within) =>
        new StateGraphBuilder(program, options).Build(schedule, within);

    /// <summary>The fiber that takes a step.</summary>
    public int Fiber(int edge) => _fibers[edge];

    /// <summary>Which of <see cref="Labels"/> a step has.</summary>
    public int Label(int edge) => _labels[edge];

    /// <summary>A step in words, with the name of its fiber.</summary>
    public string Describe(int edge) => $"{FiberNames[_fibers[edge]]}: {Labels[_labels[edge]]}";

    /// <summary>True if no fiber can take a step in a state, and that is no violation.</summary>
    public bool IsEnd(int state) => _ends.Contains(state);
}

/// <summary>A state graph is not built because a bound was met. The message says which.</summary>
public sealed class GraphTooLargeException(string message, long states) : Exception(message)
{
    /// <summary>How many states were known by then.</summary>
    public long States { get; } = states;
}
