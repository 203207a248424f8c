using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Search;
using Interleave.Violations;

namespace Interleave.Tests.Oracles;

/// <summary>
/// Every schedule, one after the other, with nothing remembered: the oracle that the other strategies are compared
/// with. For small programs without unbounded loops.
/// </summary>
internal sealed class EverySchedule
{
    private readonly SearchOptions _options;
    private readonly SearchRun _run;
    private readonly SequentialExecution _execution;
    private readonly List<(StepUndo Undo, ScheduledStep Step)> _path = [];

    private EverySchedule(ConcurrentProgram program, SearchOptions options)
    {
        _options = options;
        _run = new SearchRun(program, options, false);
        _execution = _run.Execution;
    }

    public static Verdict Search(ConcurrentProgram program, SearchOptions? options = null)
    {
        var search = new EverySchedule(program, options ?? new SearchOptions());
        search.Run();
        return search._run.Finish("every schedule", 0);
    }

    private void Run()
    {
        var down = Arrive();
        while (true)
        {
            if (_run.MustStop(_path.Count, 0, 0))
            {
                return;
            }

            if (down && FirstEnabled(0) is var fiber && fiber >= 0)
            {
                down = Take(new ScheduledStep(fiber, 0));
            }
            else if (!NextSibling(out down))
            {
                return;
            }
        }
    }

    // Goes back to the last decision that has an alternative left, and takes it.
    private bool NextSibling(out bool down)
    {
        down = false;
        while (_path.Count > 0)
        {
            var (undo, step) = _path[^1];
            _path.RemoveAt(_path.Count - 1);
            _execution.Undo(undo);
            if (step.Choice + 1 < _execution.Choices(step.Fiber))
            {
                down = Take(step with { Choice = step.Choice + 1 });
                return true;
            }

            if (FirstEnabled(step.Fiber + 1) is var next && next >= 0)
            {
                down = Take(new ScheduledStep(next, 0));
                return true;
            }
        }

        return false;
    }

    private bool Take(ScheduledStep step)
    {
        var violation = _execution.Step(step.Fiber, step.Choice, out var undo, out _);
        _path.Add((undo, step));
        _run.Transitions++;
        _run.MaxDepth = Math.Max(_run.MaxDepth, _path.Count);
        if (violation is not null)
        {
            EndWith(violation);
            return false;
        }

        return Arrive();
    }

    // True if there is something to explore from here.
    private bool Arrive()
    {
        if (_run.Monitor.CheckState() is { } violation)
        {
            EndWith(violation);
            return false;
        }

        if (_execution.Enabled() == 0)
        {
            _run.Executions++;
            _run.States = _run.Executions; // bounds count executions here
            _run.ReportEnd(SchedulePath, false);
            return false;
        }

        if (_path.Count >= _options.Bounds.MaxDepth)
        {
            _run.LeaveOut($"executions were cut at {_options.Bounds.MaxDepth:N0} steps");
            return false;
        }

        return true;
    }

    private void EndWith(Violation violation)
    {
        _run.Executions++;
        _run.States = _run.Executions;
        _run.Report(violation, SchedulePath, false);
    }

    private int FirstEnabled(int from)
    {
        for (var fiber = from; fiber < _execution.FiberCount; fiber++)
        {
            if (_execution.IsEnabled(fiber))
            {
                return fiber;
            }
        }

        return -1;
    }

    private Schedule SchedulePath() => new([.. _path.Select(entry => entry.Step)]);
}
