using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Properties;
using Interleave.Strategies.Dpor;

namespace Interleave.Tests.RandomPrograms;

/// <summary>
/// Counts Mazurkiewicz traces the plain way: every schedule, each written down as its steps and, for each step, the
/// last step of every other fiber that it depends on. Two schedules are one trace if they are the same when written so.
/// A schedule goes on behind a violation, without the fiber that did it. Violations, and steps that change what
/// properties of states look at, depend on each other.
/// </summary>
internal sealed class Traces
{
    private readonly SequentialExecution _execution;
    private readonly PropertyMonitor _monitor;
    private readonly Footprint _footprint;
    private readonly List<Move> _path = [];
    private readonly HashSet<string> _traces = [];
    private readonly long _bound;
    private long _schedules;

    private Traces(ConcurrentProgram program, Footprint footprint, long bound)
    {
        var machine = program.Boot();
        _execution = new SequentialExecution(machine, false);
        _monitor = new PropertyMonitor(machine.Properties, _execution);
        _footprint = footprint;
        _bound = bound;
    }

    /// <summary>How many traces a program has; null if it has too many schedules, or is violated before its first
    /// step.</summary>
    public static long? Count(ConcurrentProgram program, long mostSchedules)
    {
        var footprint = new Footprint();
        while (true)
        {
            var size = footprint.Size;
            var traces = new Traces(program, footprint, mostSchedules);
            if (traces.IsViolated())
            {
                return null;
            }

            traces.Explore(0, false);
            if (traces._schedules > mostSchedules || footprint.Size == size)
            {
                return traces._schedules > mostSchedules ? null : traces._traces.Count;
            }
        }
    }

    private bool IsViolated()
    {
        _execution.View.Footprint = _footprint;
        var violation = _monitor.CheckState();
        _execution.View.Footprint = null;
        return violation is not null;
    }

    private void Explore(uint stopped, bool hasFailed)
    {
        var enabled = _execution.Enabled() & ~stopped;
        if (enabled == 0)
        {
            _schedules++;
            _traces.Add(Canonical());
        }

        for (var fiber = 0; fiber < _execution.FiberCount; fiber++)
        {
            for (var choice = 0; (enabled & (1u << fiber)) != 0 && choice < _execution.Choices(fiber); choice++)
            {
                if (_schedules > _bound)
                {
                    return;
                }

                var operation = _execution.OperationOf(fiber);
                var isViolation = _execution.Step(fiber, choice, out var undo, out _) is not null;
                _path.Add(
                    new Move(
                        fiber,
                        choice,
                        operation,
                        isViolation || WatchedProperties.Sees(_footprint, _execution, undo)
                    )
                );
                Explore(stopped | (isViolation ? 1u << fiber : 0), hasFailed || isViolation || IsViolated());
                _execution.Undo(undo);
                _path.RemoveAt(_path.Count - 1);
            }
        }
    }

    // Fiber by fiber: each of its steps by its choice, and how many steps of each other fiber it depends on directly.
    private string Canonical()
    {
        var steps = new List<string>();
        var taken = new int[_execution.FiberCount];
        for (var i = 0; i < _path.Count; i++)
        {
            var (fiber, choice) = (_path[i].Fiber, _path[i].Choice);
            var needs = new int[_execution.FiberCount];
            var before = new int[_execution.FiberCount];
            for (var j = 0; j < i; j++)
            {
                before[_path[j].Fiber]++;
                if (_path[j].Fiber != fiber && _path[j].ConflictsWith(_path[i]))
                {
                    needs[_path[j].Fiber] = before[_path[j].Fiber];
                }
            }

            steps.Add($"{fiber:00}.{taken[fiber]++:000} {choice}: {string.Join(',', needs)}");
        }

        return string.Join('\n', steps.Order(StringComparer.Ordinal));
    }
}
