using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Properties;
using Interleave.Schedules;
using Interleave.Violations;
using Interleave.Visited;

namespace Interleave.Strategies.Inevitability;

/// <summary>
/// Decides whether every execution that ends violates one property: depth-first search over distinct states for an
/// execution that does not. The states of a schedule are asked last to first, and what was seen from a later one, all
/// of it inevitable, is not searched again from an earlier one.
/// </summary>
internal sealed class InevitabilitySearch : IDisposable
{
    private readonly SequentialExecution _execution;
    private readonly PropertyMonitor _monitor;
    private readonly Violation _violation;
    private readonly int _maxStates;
    private readonly VisitedTable _visited = new(64);
    private readonly HashSet<ulong> _onPath = [];
    private readonly Stack<Level> _path = new();
    private bool _mayRunForEver;

    public InevitabilitySearch(ConcurrentProgram program, Violation violation, int maxStates)
    {
        var machine = program.Boot();
        _execution = new SequentialExecution(machine, symmetric: true);
        _monitor = new PropertyMonitor(machine.Properties, _execution);
        _violation = violation;
        _maxStates = maxStates;
    }

    private enum Answer
    {
        Inevitable,
        Avoidable,
        Unknown,
    }

    /// <summary>The first step of a schedule that violates the property after which that is inevitable.</summary>
    public PointOfNoReturn? Along(Schedule schedule)
    {
        var undos = new Stack<StepUndo>();
        foreach (var step in schedule.Steps)
        {
            _execution.Step(step.Fiber, step.Choice, out var undo, out _);
            undos.Push(undo);
        }

        var found = new PointOfNoReturn(undos.Count, false);
        while (undos.TryPop(out var undo))
        {
            _execution.Undo(undo);
            var answer = Ask();
            if (answer != Answer.Inevitable)
            {
                return answer == Answer.Unknown ? null : found;
            }

            found = new PointOfNoReturn(undos.Count, _mayRunForEver);
        }

        return found;
    }

    public void Dispose() => _visited.Dispose();

    private Answer Ask()
    {
        var answer = Arrive();
        while (answer == Answer.Inevitable && _path.TryPop(out var level))
        {
            if (level.IsMoved)
            {
                _execution.Undo(level.Undo);
                level.IsMoved = false;
            }

            answer = Advance(level);
        }

        return answer;
    }

    // Takes the next step of the state on top of the path; leaves the state when it has none.
    private Answer Advance(Level level)
    {
        if (level.Fiber < 0 || ++level.Choice == _execution.Choices(level.Fiber))
        {
            level.Choice = 0;
            do
            {
                level.Fiber++;
            } while (level.Fiber < _execution.FiberCount && !IsToExplore(level.Fiber));
        }

        if (level.Fiber == _execution.FiberCount)
        {
            _onPath.Remove(_execution.First);
            return Answer.Inevitable;
        }

        var violation = _execution.Step(level.Fiber, level.Choice, out level.Undo, out _);
        level.IsMoved = true;
        _path.Push(level);
        return violation is null ? Arrive() : Compare(violation);
    }

    private Answer Arrive()
    {
        if (!_visited.Add(_execution.First, _execution.Second, 0, out _))
        {
            _mayRunForEver |= _onPath.Contains(_execution.First);
            return Answer.Inevitable;
        }

        if (_visited.Count > _maxStates)
        {
            return Answer.Unknown;
        }

        if (_monitor.CheckState() is { } violation)
        {
            return Compare(violation);
        }

        if (_execution.Enabled() == 0)
        {
            return Compare(_monitor.CheckEnd());
        }

        _onPath.Add(_execution.First);
        _path.Push(new Level());
        return Answer.Inevitable;
    }

    private Answer Compare(Violation? violation) =>
        violation is not null && (violation.Kind, violation.Property) == (_violation.Kind, _violation.Property)
            ? Answer.Inevitable
            : Answer.Avoidable;

    // Of fibers in equal local states one stands for all.
    private bool IsToExplore(int fiber) => _execution.IsEnabled(fiber) && !_execution.HasEqualBefore(fiber);

    private sealed class Level
    {
        public StepUndo Undo;
        public int Fiber = -1;
        public int Choice;
        public bool IsMoved;
    }
}
