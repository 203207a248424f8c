using System.Collections.Immutable;
using System.Threading;
using Interleave.Execution;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Properties;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Search;

/// <summary>What every strategy keeps while it runs: counters, what it moves through and checks, what it has found, and
/// what its bounds say.</summary>
internal sealed class SearchRun
{
    private const int PollMask = 0xFFF;

    private readonly SearchOptions _options;
    private readonly SearchRun? _leader;
    private readonly List<SearchRun> _fellows = [];
    private readonly List<string> _notes = [];
    private readonly Lock _gate; // to what the threads of a search share
    private readonly BoundWatch _watch;
    private readonly Findings _findings;
    private int _poll;

    /// <summary>What another thread of a search keeps: it shares local states with the first one, which decides and
    /// collects.</summary>
    public SearchRun(ConcurrentProgram program, SearchOptions options, SearchRun leader)
    {
        _options = options;
        _leader = leader;
        (_gate, _watch, _findings) = (leader._gate, leader._watch, leader._findings);
        Machine = program.Boot(); // properties are this thread's own code
        State = Begin(program, options.Symmetry, null, leader.State);
        Monitor = new PropertyMonitor(Machine.Properties, State, options.ChecksEveryState, options.Coverage);
        leader._fellows.Add(this);
    }

    /// <summary>What one search keeps.</summary>
    /// <param name="program">What is searched.</param>
    /// <param name="options">How.</param>
    /// <param name="symmetric">True if fibers in equal local states can change places.</param>
    /// <param name="tails">What becomes of callers that only return; null: what the options say.</param>
    /// <param name="earlier">An execution of an earlier search with the same options: its local states need not be met
    /// again.</param>
    public SearchRun(
        ConcurrentProgram program,
        SearchOptions options,
        bool symmetric,
        TailCalls? tails = null,
        ProgramState? earlier = null
    )
    {
        _options = options;
        (_gate, _watch, _findings) = (new Lock(), new BoundWatch(options), new Findings(options));
        Machine = program.Boot();
        State = Begin(program, symmetric, tails, earlier);
        Monitor = new PropertyMonitor(Machine.Properties, State, options.ChecksEveryState, options.Coverage);
    }

    public Machine Machine { get; }

    /// <summary>The state that properties look at.</summary>
    public ProgramState State { get; }

    /// <summary>The program under sequential consistency.</summary>
    /// <exception cref="ArgumentException">The options ask for another memory.</exception>
    public SequentialExecution Execution =>
        State as SequentialExecution
        ?? throw new ArgumentException($"this strategy knows sequential consistency alone, not {_options.Memory}");

    /// <summary>What a weaker memory shows.</summary>
    public ShownState Shown => (ShownState)State;

    public PropertyMonitor Monitor { get; }

    public long States { get; set; }

    public long Transitions { get; set; }

    public long Executions { get; set; }

    public int MaxDepth { get; set; }

    /// <summary>The most bytes that the strategy has held; local states come on top.</summary>
    public long PeakBytes { get; set; }

    /// <summary>Why the search cannot be complete; the first reason stays.</summary>
    public string? Incomplete => _watch.Incomplete;

    /// <summary>How many properties were found violated.</summary>
    public int Found => _findings.Count;

    /// <summary>Where final states are noted; null for nowhere.</summary>
    public FinalStateMarks? FinalStates
    {
        get => _findings.FinalStates;
        set => _findings.FinalStates = value;
    }

    /// <summary>How many threads searched.</summary>
    public int Workers { get; set; } = 1;

    /// <summary>True if the search has to stop only to be kept, and then goes on.</summary>
    public bool IsPaused => _watch.IsPaused;

    public TimeSpan Elapsed => _watch.Elapsed;

    public TimeSpan CpuTime => _watch.CpuTime;

    public ImmutableArray<Counterexample> Counterexamples => _findings.Counterexamples;

    /// <summary>What it has counted, found and reached by now.</summary>
    public SearchTally Tally =>
        new(
            Transitions,
            MaxDepth,
            Elapsed,
            CpuTime,
            Counterexamples,
            Monitor.Reached,
            [.. Monitor.Coverage?.Entries ?? []]
        );

    /// <summary>Goes on where another process stopped.</summary>
    public void Continue(SearchTally saved)
    {
        (Transitions, MaxDepth) = (saved.Transitions, saved.Depth);
        _watch.Continue(saved.Elapsed, saved.CpuTime);
        Monitor.Add(saved.Reached, saved.Coverage);
        _findings.Add(saved.Found);
    }

    /// <summary>Goes on after <see cref="IsPaused"/>.</summary>
    /// <param name="took">How long it took to keep the search.</param>
    public void Continue(TimeSpan took) => _watch.Continue(took);

    /// <summary>Other threads have taken processor time.</summary>
    public void Spend(TimeSpan cpu) => _watch.Spend(cpu);

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
        using var only = _gate.EnterScope();
        _watch.LeaveOut(reason);
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
    /// <param name="depth">How many steps there are in the execution at hand.</param>
    /// <param name="queue">How many states are known and not yet explored.</param>
    /// <param name="bytes">What the strategy holds; local states come on top.</param>
    public bool MustStop(int depth, long queue, long bytes)
    {
        if (_watch.Met(States, bytes + State.Locals.Bytes) is { } bound)
        {
            LeaveOut(bound);
            return true;
        }

        return (++_poll & PollMask) == 0 && MustStopNow(depth, queue);
    }

    /// <summary>Reports a violation; the first schedule for each property is kept.</summary>
    public void Report(Violation violation, Func<Schedule> schedule, bool isShortest)
    {
        using var only = _gate.EnterScope();
        _findings.Add(State, violation, schedule, isShortest, Executions);
    }

    /// <summary>Checks a state in which no fiber can run.</summary>
    public void ReportEnd(Func<Schedule> schedule, bool isShortest)
    {
        if (Monitor.CheckEnd() is { } violation)
        {
            Report(violation, schedule, isShortest);
        }
        else if (_findings.NotesEnds)
        {
            using var only = _gate.EnterScope();
            _findings.AddEnd(State);
        }
    }

    /// <summary>Runs the code of the step just looked up again, if this one is to be audited.</summary>
    public void Audit(in StepUndo undo, int result)
    {
        if (_options.AuditEvery > 0 && Transitions % _options.AuditEvery == 0)
        {
            State.Locals.Audit(undo.Local, result);
        }
    }

    public Verdict Finish(string strategy, int fingerprintBits) =>
        new()
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
            PeakBytes = PeakBytes + State.Locals.Bytes,
            FingerprintBits = fingerprintBits,
            Workers = Workers,
            Coverage = Monitor.Coverage is { } record
                ? new CoverageReader(Machine, State.Locals, State.Starts, record).Read()
                : null,
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
        var mustStop = _watch.MustStop(out var isReportDue, out var elapsed);
        if (isReportDue && _options.Progress is { } progress)
        {
            progress.Report(
                new SearchProgress(
                    States,
                    Transitions + _fellows.Sum(static fellow => fellow.Transitions),
                    depth,
                    queue,
                    elapsed
                )
            );
        }

        return mustStop;
    }

    private ProgramState Begin(ConcurrentProgram program, bool symmetric, TailCalls? tails, ProgramState? leader)
    {
        Machine.Shared.Model = _options.Memory;
        tails ??= symmetric && !_options.TailCallElimination ? TailCalls.Kept : null;
        return _options.Memory == MemoryModel.Sequential
            ? new SequentialExecution(
                Machine,
                symmetric,
                _options.FingerprintBits > 64,
                tails,
                !_options.DropsDeadLocals,
                leader,
                _options.Rules.LocalStates
            )
            : new ShownState(
                Machine,
                symmetric,
                tails,
                !_options.DropsDeadLocals,
                leader,
                _options.Rules.LocalStates,
                EarlyPrograms.Of(program, _options.Memory)
            );
    }
}
