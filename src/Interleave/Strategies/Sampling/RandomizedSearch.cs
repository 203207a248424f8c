using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Search;
using Interleave.Violations;

namespace Interleave.Strategies.Sampling;

/// <summary>
/// Executions chosen at random, one after the other, as a policy says: for programs too large to finish. Proves
/// nothing; the same seed makes the same executions in every process.
/// </summary>
internal sealed class RandomizedSearch
{
    private const int PollMask = 0x3F;

    private readonly SearchRun _run;
    private readonly SequentialExecution _execution;
    private readonly SchedulePolicy _policy;
    private readonly RandomSource _random;
    private readonly ScheduledStep[] _path;
    private readonly int[] _start;
    private int _depth;

    private RandomizedSearch(ConcurrentProgram program, SearchOptions options, SchedulePolicy policy, ulong seed)
    {
        _run = new SearchRun(program, options, false);
        _execution = _run.Execution;
        _policy = policy;
        _random = new RandomSource(seed);
        _path = new ScheduledStep[Math.Min(options.Bounds.MaxDepth, 100_000)];
        _start = new int[_execution.VectorLength];
        _execution.Save(_start);
    }

    /// <summary>Runs <paramref name="runs"/> executions.</summary>
    /// <param name="program">What to search.</param>
    /// <param name="options">Bounds apply.</param>
    /// <param name="policy">Which fiber goes next.</param>
    /// <param name="name">What the verdict calls the policy.</param>
    /// <param name="seed">The same seed gives the same executions.</param>
    /// <param name="runs">How many, from 1 up.</param>
    public static Verdict Search(
        ConcurrentProgram program,
        SearchOptions options,
        SchedulePolicy policy,
        string name,
        ulong seed,
        long runs
    )
    {
        var search = new RandomizedSearch(program, options, policy, seed);
        search._run.LeaveOut($"{Quantity.Of(runs, "random execution")}, seed {seed}");
        for (var i = 0L; i < runs && !((i & PollMask) == 0 && search._run.MustStopNow(0, 0)); i++)
        {
            search._run.Executions++;
            var wasCut = search.Walk();
            policy.Ended(search._depth, wasCut);
        }

        return search._run.Finish(name, 0) with
        {
            Notes = policy.Notes(),
        };
    }

    // True if the execution was cut before its end.
    private bool Walk()
    {
        _execution.Restore(_start);
        _depth = 0;
        _policy.Begin(_execution, _random);
        while (_run.Monitor.CheckState() is var violation && !End(violation))
        {
            if (_depth == _path.Length)
            {
                return true;
            }

            var fiber = _policy.Pick(_execution, _execution.Enabled(), _random);
            var choice = (int)_random.Below((uint)_execution.Choices(fiber));
            _policy.Taking(_execution, fiber, _random);
            _path[_depth++] = new ScheduledStep(fiber, choice);
            _run.Transitions++;
            _run.MaxDepth = Math.Max(_run.MaxDepth, _depth);
            if (_execution.Step(fiber, choice, out var undo, out var result) is { } stepViolation)
            {
                _run.Report(stepViolation, SchedulePath, false);
                return false;
            }

            _run.Audit(undo, result);
        }

        return false;
    }

    private bool End(Violation? violation)
    {
        if (violation is not null)
        {
            _run.Report(violation, SchedulePath, false);
            return true;
        }

        if (_execution.Enabled() != 0)
        {
            return false;
        }

        _run.ReportEnd(SchedulePath, false);
        return true;
    }

    private Schedule SchedulePath() => new([.. _path.Take(_depth)]);
}
