using System.Runtime.InteropServices;
using Interleave.Execution.States;
using Interleave.Graphs;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Search;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Strategies.StateGraphs;

/// <summary>Walks a program's states breadth first, and keeps every step.</summary>
/// <remarks>
/// Fingerprints have 128 bits, and callers that only return are kept, so that labels can name them. A step that cannot
/// be taken, such as one on freed memory, leads to a state of its own that stands for the violation.
/// </remarks>
internal sealed class StateGraphBuilder
{
    private readonly SearchRun _run;
    private readonly SearchOptions _options;
    private readonly SequentialExecution _execution;
    private readonly Dictionary<(ulong, ulong), int> _states = [];
    private readonly Dictionary<(ViolationKind, string), int> _broken = [];
    private readonly Dictionary<int, Violation> _violations = [];
    private readonly HashSet<int> _ends = [];
    private readonly List<int> _vectors = []; // a state that stands for a violation has zeros
    private readonly List<int> _distances = [];
    private readonly List<int> _firstEdge = [];
    private readonly List<int> _targets = [];
    private readonly List<byte> _fibers = [];
    private readonly List<int> _labels = [];
    private readonly StepLabels _texts;

    public StateGraphBuilder(ConcurrentProgram program, SearchOptions options)
    {
        _options = options with { FingerprintBits = 128, Symmetry = false, SleepSets = false };
        _run = new SearchRun(program, _options, false);
        _execution = _run.Execution;
        _texts = new StepLabels(_run.Machine, _execution.Locals);
    }

    private long Bytes =>
        (4L * (_vectors.Capacity + _distances.Capacity + _firstEdge.Capacity + _targets.Capacity + _labels.Capacity))
        + _fibers.Capacity
        + (48L * _states.Count);

    /// <summary>Builds the graph, or the part of it within some steps of a schedule.</summary>
    public StateGraph Build(Schedule? schedule, int within)
    {
        Arrive(0, false);
        var path = schedule is null ? [] : Follow(schedule);
        for (var state = 0; state < _distances.Count; state++)
        {
            _firstEdge.Add(_targets.Count);
            if (_run.MustStop(0, _distances.Count - state, Bytes) || _run.MustStopNow(0, _distances.Count - state))
            {
                throw new GraphTooLargeException(_run.Incomplete!, _distances.Count);
            }

            if (!_violations.ContainsKey(state) && !_ends.Contains(state))
            {
                Expand(state, _distances[state] == within);
            }
        }

        _firstEdge.Add(_targets.Count);
        return new StateGraph(
            new Digraph([.. _firstEdge], [.. _targets]),
            [.. _fibers],
            [.. _labels],
            [.. _texts.Texts],
            [.. _run.Machine.Fibers.Select(fiber => fiber.Name)],
            _violations,
            _ends,
            [.. path]
        );
    }

    // The states of the path come first, all at distance 0.
    private List<int> Follow(Schedule schedule)
    {
        var follower = new ScheduleFollower(_execution);
        var path = new List<int> { 0 };
        foreach (var step in schedule.Steps)
        {
            follower.Take(step, path.Count, out var violation);
            path.Add(violation is null ? Arrive(0, false) : Break(violation, 0, false));
        }

        return path;
    }

    private void Expand(int state, bool isRim)
    {
        _execution.Restore(
            CollectionsMarshal.AsSpan(_vectors).Slice(state * _execution.VectorLength, _execution.VectorLength)
        );
        for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
        {
            var choices = _execution.IsEnabled(fiber) ? _execution.Choices(fiber) : 0;
            for (var choice = 0; choice < choices; choice++)
            {
                var violation = _execution.Step(fiber, choice, out var undo, out var result);
                _run.Transitions++;
                var distance = _distances[state] + 1;
                var target = violation is null ? Arrive(distance, isRim) : Break(violation, distance, isRim);
                if (target >= 0)
                {
                    var after = undo.Location < 0 ? 0 : _execution.Memory[undo.Location];
                    _targets.Add(target);
                    _fibers.Add((byte)fiber);
                    _labels.Add(_texts.Of(undo, choice, result, after, violation));
                }

                _execution.Undo(undo);
            }
        }
    }

    // The number of the execution's state; -1 if it is new and no new ones are wanted.
    private int Arrive(int distance, bool isRim)
    {
        if (_states.TryGetValue((_execution.First, _execution.Second), out var state))
        {
            return state;
        }

        if (isRim)
        {
            return -1;
        }

        state = Add(distance);
        _states.Add((_execution.First, _execution.Second), state);
        _execution.Save(CollectionsMarshal.AsSpan(_vectors)[^_execution.VectorLength..]);
        var isEnd = _execution.Enabled() == 0;
        if ((_run.Monitor.CheckState() ?? (isEnd ? _run.Monitor.CheckEnd() : null)) is { } violation)
        {
            _violations.Add(state, violation);
        }
        else if (isEnd)
        {
            _ends.Add(state);
        }

        return state;
    }

    private int Break(Violation violation, int distance, bool isRim)
    {
        if (!_broken.TryGetValue((violation.Kind, violation.Property), out var state))
        {
            if (isRim)
            {
                return -1;
            }

            state = Add(distance);
            _broken.Add((violation.Kind, violation.Property), state);
            _violations.Add(state, violation);
        }

        return state;
    }

    private int Add(int distance)
    {
        if (distance > _options.Bounds.MaxDepth)
        {
            throw new GraphTooLargeException(
                $"stopped at {Quantity.Of(_options.Bounds.MaxDepth, "step")}",
                _distances.Count
            );
        }

        _distances.Add(distance);
        _run.States = _distances.Count;
        CollectionsMarshal.SetCount(_vectors, _vectors.Count + _execution.VectorLength);
        return _distances.Count - 1;
    }
}
