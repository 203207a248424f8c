using System.Collections.Immutable;
using System.Diagnostics;
using System.Threading;
using Interleave.Routines;
using Interleave.Search.Saved;
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
    private readonly SearchRun? _leader;
    private readonly List<SearchRun> _fellows = [];
    private readonly List<string> _notes = [];
    private readonly Lock _gate = new();
    private TimeSpan _elapsedBefore;
    private TimeSpan _cpuBefore;
    private TimeSpan _nextCheckpoint;
    private int _poll;

    /// <summary>What another thread of a search keeps: it shares local states with the first one, which decides and collects.</summary>
    public SearchRun(ConcurrentProgram program, SearchOptions options, SearchRun leader)
    {
        _options = options;
        _leader = leader;
        Machine = program.Boot(); // properties are this thread's own code
        Machine.Model = options.Memory;
        Execution = new Execution(
            Machine, options.Symmetry, options.FingerprintBits > 64, options.Fault, leader: leader.Execution);
        Monitor = new PropertyMonitor(Machine.Properties, Execution, options.ChecksEveryState, options.Coverage);
        leader._fellows.Add(this);
    }

    /// <summary>What one search keeps.</summary>
    /// <param name="program">What is searched.</param>
    /// <param name="options">How.</param>
    /// <param name="symmetric">True if fibers in equal local states can change places.</param>
    /// <param name="tails">What becomes of callers that only return; null: what the options say.</param>
    /// <param name="earlier">An execution of an earlier search with the same options: its local states need not be met again.</param>
    public SearchRun(
        ConcurrentProgram program, SearchOptions options, bool symmetric, Tails? tails = null, Execution? earlier = null)
    {
        _options = options;
        _nextCheckpoint = options.Checkpoint?.Every ?? TimeSpan.MaxValue;
        Machine = program.Boot();
        Machine.Model = options.Memory;
        Execution = new Execution(
            Machine,
            symmetric,
            options.FingerprintBits > 64,
            options.Fault,
            tails ?? (symmetric && !options.DropsCallers ? Tails.Kept : null),
            !options.DropsDeadLocals,
            earlier);
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

    /// <summary>How many properties were found violated.</summary>
    public int Found => _leader?.Found ?? _found.Count;

    /// <summary>Where final states are noted; null for nowhere.</summary>
    public FinalStateMarks? FinalStates { get; set; }

    /// <summary>How many threads searched.</summary>
    public int Workers { get; set; } = 1;

    /// <summary>True if the search has to stop only to be kept, and then goes on.</summary>
    public bool IsPaused { get; private set; }

    public TimeSpan Elapsed => _elapsedBefore + _clock.Elapsed;

    public TimeSpan CpuTime => _cpuBefore + Environment.CpuUsage.TotalTime - _cpuStart;

    public ImmutableArray<Counterexample> Counterexamples => [.. _found.Values.OrderBy(c => c.Schedule.Steps.Length)];

    /// <summary>Goes on where another process stopped.</summary>
    public void Continue(SavedFindings saved)
    {
        (Transitions, MaxDepth, _elapsedBefore, _cpuBefore) = (saved.Transitions, saved.Depth, saved.Elapsed, saved.CpuTime);
        Monitor.Add(saved.Reached, saved.Coverage);
        foreach (var found in saved.Found)
        {
            _found.Add((found.Violation.Kind, found.Violation.Property), found);
        }
    }

    /// <summary>Goes on after <see cref="IsPaused"/>.</summary>
    /// <param name="took">How long it took to keep the search.</param>
    public void Continue(TimeSpan took)
    {
        IsPaused = false;
        _nextCheckpoint = _clock.Elapsed + (took * 10 > _options.Checkpoint!.Every ? took * 10 : _options.Checkpoint.Every);
    }

    /// <summary>Counts from the first state again.</summary>
    public void Restart()
    {
        (States, Transitions, MaxDepth) = (0, 0, 0);
        _options.OnRestart?.Invoke();
    }

    /// <summary>Says in the verdict what did not go as asked.</summary>
    public void Note(string note) => _notes.Add(note);

    public void LeaveOut(string reason)
    {
        if (_leader is not null)
        {
            _leader.LeaveOut(reason);
            return;
        }

        using var only = _gate.EnterScope();
        Incomplete ??= reason;
    }

    /// <summary>Takes over what another thread counted and reached, now that it has ended.</summary>
    public void Add(SearchRun fellow)
    {
        _fellows.Remove(fellow);
        Transitions += fellow.Transitions;
        MaxDepth = Math.Max(MaxDepth, fellow.MaxDepth);
        Monitor.Add(fellow.Monitor);
    }

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
    public void Report(Violation violation, Func<Schedule> schedule, bool isShortest) =>
        (_leader ?? this).Report(Execution, violation, schedule, isShortest);

    private void Report(Execution execution, Violation violation, Func<Schedule> schedule, bool isShortest)
    {
        using var only = _gate.EnterScope();
        _options.OnEnd?.Invoke(execution, violation);
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
        else if (_options.OnEnd is not null || (_leader ?? this).FinalStates is not null)
        {
            using var only = (_leader ?? this)._gate.EnterScope();
            (_leader ?? this).FinalStates?.Add(Execution);
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
        Counterexamples = Counterexamples,
        Notes = [.. _notes],
        NeverReached = Monitor.NeverReached,
        States = States,
        Transitions = Transitions,
        Executions = Executions,
        Depth = MaxDepth,
        Elapsed = Elapsed,
        CpuTime = CpuTime,
        PeakBytes = PeakBytes,
        FingerprintBits = fingerprintBits,
        Workers = Workers,
        Coverage = Monitor.Coverage is { } record
            ? new CoverageReader(Machine, Execution.Locals, Execution.Starts, record).Read() : null,
    };

    /// <summary>The same for searches whose turns are long: looks at the clock each time.</summary>
    public bool MustStopNow(int depth, long queue)
    {
        if (_leader is not null)
        {
            _leader.States = States;
            return _leader.MustStopNow(depth, queue);
        }

        using var only = _gate.EnterScope();
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
            _options.Progress.Report(new SearchProgress(
                States, Transitions + _fellows.Sum(static fellow => fellow.Transitions), depth, queue, elapsed));
        }

        IsPaused |= elapsed >= _nextCheckpoint;
        return IsPaused;
    }
}
