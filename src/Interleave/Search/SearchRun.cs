using System.Diagnostics;
using Interleave.Routines;
using Interleave.Traces;

namespace Interleave.Search;

/// <summary>What every strategy keeps while it runs: clocks, bounds, counters, and what it has found.</summary>
internal sealed class SearchRun
{
    private const int PollMask = 0xFFF;

    private readonly SearchOptions _options;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly TimeSpan _cpuStart = Environment.CpuUsage.TotalTime;
    private readonly Dictionary<(ViolationKind, string), Counterexample> _found = [];
    private TimeSpan _nextReport = TimeSpan.FromMilliseconds(100);
    private int _poll;

    public SearchRun(ConcurrentProgram program, SearchOptions options, bool symmetric, Tails? tails = null)
    {
        _options = options;
        Machine = program.Boot();
        Machine.Model = options.Memory;
        Execution = new Execution(
            Machine,
            symmetric,
            options.FingerprintBits > 64,
            options.Fault,
            tails ?? (symmetric && !options.DropsCallers ? Tails.Kept : null),
            !options.DropsDeadLocals);
        Monitor = new PropertyMonitor(Machine.Properties, Execution, options.ChecksEveryState, options.Coverage);
    }

    public Machine Machine { get; }

    public Execution Execution { get; }

    public PropertyMonitor Monitor { get; }

    public long States { get; set; }

    public long Transitions { get; set; }

    public long Executions { get; set; }

    public int MaxDepth { get; set; }

    public long PeakBytes { get; set; }

    /// <summary>Why the search cannot be complete; the first reason stays.</summary>
    public string? Incomplete { get; private set; }

    public int Found => _found.Count;

    public void LeaveOut(string reason) => Incomplete ??= reason;

    /// <summary>True if the search has to stop now. Looks at the clock only now and then.</summary>
    public bool MustStop(int depth, long queue, long bytes)
    {
        if (States > _options.Bounds.MaxStates)
        {
            LeaveOut($"stopped at {_options.Bounds.MaxStates:N0} states");
            return true;
        }

        if (bytes > _options.Bounds.MaxBytes)
        {
            LeaveOut($"stopped at {_options.Bounds.MaxBytes >> 20:N0} MiB");
            return true;
        }

        return (++_poll & PollMask) == 0 && MustStopNow(depth, queue);
    }

    /// <summary>Reports a violation; the first schedule for each property is kept.</summary>
    public void Report(Violation violation, Func<Schedule> schedule, bool isShortest)
    {
        _options.OnEnd?.Invoke(Execution, violation);
        var key = (violation.Kind, violation.Property);
        if (!_found.ContainsKey(key))
        {
            _found.Add(key, new Counterexample(violation, schedule(), isShortest) { Execution = Executions });
        }
    }

    /// <summary>Checks a state in which no fiber can run.</summary>
    public void ReportEnd(Func<Schedule> schedule, bool isShortest)
    {
        if (Monitor.CheckEnd() is { } violation)
        {
            Report(violation, schedule, isShortest);
        }
        else
        {
            _options.OnEnd?.Invoke(Execution, null);
        }
    }

    /// <summary>Runs the code of the step just looked up again, if this one is to be audited.</summary>
    public void Audit(in StepUndo undo, int result)
    {
        if (_options.AuditEvery > 0 && Transitions % _options.AuditEvery == 0)
        {
            Execution.Locals.Audit(undo.Local, result);
        }
    }

    public Verdict Finish(string strategy, int fingerprintBits) => new()
    {
        Strategy = strategy,
        Incomplete = Incomplete,
        Counterexamples = [.. _found.Values.OrderBy(c => c.Schedule.Steps.Length)],
        NeverReached = Monitor.NeverReached,
        States = States,
        Transitions = Transitions,
        Executions = Executions,
        Depth = MaxDepth,
        Elapsed = _clock.Elapsed,
        CpuTime = Environment.CpuUsage.TotalTime - _cpuStart,
        PeakBytes = PeakBytes,
        FingerprintBits = fingerprintBits,
        Coverage = Monitor.Coverage is { } record ? new CoverageReader(Machine, Execution.Locals, record).Read() : null,
    };

    /// <summary>The same for searches whose turns are long: looks at the clock each time.</summary>
    public bool MustStopNow(int depth, long queue)
    {
        var elapsed = _clock.Elapsed;
        if (elapsed > _options.Bounds.MaxTime)
        {
            LeaveOut($"stopped after {_options.Bounds.MaxTime.TotalSeconds:0.#} s");
            return true;
        }

        if (_options.Cancellation.IsCancellationRequested)
        {
            LeaveOut("interrupted");
            return true;
        }

        if (_options.Progress is not null && elapsed >= _nextReport)
        {
            _nextReport = elapsed + TimeSpan.FromMilliseconds(200);
            _options.Progress.Report(new SearchProgress(States, Transitions, depth, queue, elapsed));
        }

        return false;
    }
}
