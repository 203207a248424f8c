using System.Numerics;
using Interleave.Traces;

namespace Interleave.Search;

/// <summary>
/// Executions chosen at random, one fair coin a step: for programs too large to finish. Proves nothing; the same seed
/// makes the same executions in every process.
/// </summary>
internal sealed class RandomWalk
{
    private readonly SearchOptions _options;
    private readonly SearchRun _run;
    private readonly Execution _execution;
    private readonly ScheduledStep[] _path;
    private readonly int[] _start;
    private ulong _random;
    private int _depth;

    private RandomWalk(ConcurrentProgram program, SearchOptions options, ulong seed)
    {
        _options = options;
        _run = new SearchRun(program, options, false);
        _execution = _run.Execution;
        _path = new ScheduledStep[Math.Min(options.Bounds.MaxDepth, 100_000)];
        _start = new int[_execution.VectorLength];
        _execution.Save(_start);
        _random = seed;
    }

    /// <summary>Runs <paramref name="runs"/> executions.</summary>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options, ulong seed, long runs)
    {
        var walk = new RandomWalk(program, options, seed);
        walk._run.LeaveOut($"{runs:N0} random executions, seed {seed}");
        for (var i = 0L; i < runs && !walk._run.MustStop(0, 0, 0); i++)
        {
            walk.Walk();
        }

        return walk._run.Finish("random walk", 0);
    }

    private void Walk()
    {
        _execution.Restore(_start);
        _depth = 0;
        _run.Executions++;
        while (_run.Monitor.CheckState() is var violation && !End(violation))
        {
            if (_depth == _path.Length)
            {
                return;
            }

            var fiber = PickFiber(_execution.Enabled());
            var choice = (int)Below((uint)_execution.Choices(fiber));
            _path[_depth++] = new ScheduledStep(fiber, choice);
            _run.Transitions++;
            _run.MaxDepth = Math.Max(_run.MaxDepth, _depth);
            if (_execution.Step(fiber, choice, out _, out _) is { } stepViolation)
            {
                _run.Report(stepViolation, SchedulePath, false);
                return;
            }
        }
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

    private int PickFiber(uint enabled)
    {
        for (var skip = Below((uint)BitOperations.PopCount(enabled)); skip > 0; skip--)
        {
            enabled &= enabled - 1;
        }

        return BitOperations.TrailingZeroCount(enabled);
    }

    // SplitMix64; the multiply-high reduction's bias is below 2^-32.
    private uint Below(uint bound)
    {
        _random += 0x9E3779B97F4A7C15UL;
        return (uint)(((Routines.StableHash.Mix(_random) >> 32) * bound) >> 32);
    }

    private Schedule SchedulePath() => new([.. _path.Take(_depth)]);
}
