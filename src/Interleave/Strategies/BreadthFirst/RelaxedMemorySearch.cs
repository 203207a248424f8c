using Interleave.Execution.States;
using Interleave.Execution.Tso;
using Interleave.Execution.Weak;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Reduction;
using Interleave.Search;
using Interleave.Strategies.DepthFirst;
using Interleave.Traces;

namespace Interleave.Strategies.BreadthFirst;

/// <summary>
/// The proof on a memory weaker than sequential consistency: breadth first over distinct states, on the weak memory
/// over canonical ones, with singleton persistent sets.
/// </summary>
/// <remarks>
/// Which those are depends on what fibers may still do, which is known only as far as it was met. So the search runs
/// plainly at first, and is refined to a fixed point when it has met something that it did not know of, as
/// <see cref="StateSpaceSearch"/> does.
/// </remarks>
internal sealed class RelaxedMemorySearch
{
    private readonly SearchOptions _options;
    private readonly SearchRun _run;
    private readonly int[] _start;
    private readonly bool _isReduced;

    private RelaxedMemorySearch(ConcurrentProgram program, SearchOptions options, bool isReduced, ProgramState? earlier)
    {
        (_options, _isReduced) = (options, isReduced);
        _run = new SearchRun(program, options, options.Symmetry, earlier: earlier);
        _start = new int[_run.State.VectorLength];
        _run.State.Save(_start);
    }

    /// <summary>Explores every reachable state, or as many as the bounds allow; where something is violated, without
    /// passing over any.</summary>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options)
    {
        var search = new RelaxedMemorySearch(program, options, true, null);
        var wasReduced = search.Run();
        var verdict = search.Finish();
        return wasReduced && !verdict.Counterexamples.IsEmpty
            ? SearchAgain(program, options, verdict, search._run.State)
            : verdict;
    }

    // A way with steps taken at once need not be a shortest one, nor the only one to what lies behind a violation.
    private static Verdict SearchAgain(
        ConcurrentProgram program,
        SearchOptions options,
        Verdict first,
        ProgramState earlier
    )
    {
        var (elapsed, cpu) = (first.Elapsed, first.CpuTime);
        for (var isDone = false; ; )
        {
            options.OnRestart?.Invoke();
            var search = new RelaxedMemorySearch(
                program,
                options with
                {
                    Bounds = options.Bounds.After(elapsed),
                },
                false,
                earlier
            );
            isDone = search.RunOnce();
            var again = search.Finish();
            (elapsed, cpu, earlier) = (elapsed + again.Elapsed, cpu + again.CpuTime, search._run.State);
            if (isDone || !again.Complete)
            {
                return again with
                {
                    Counterexamples = again.Complete
                        ? again.Counterexamples
                        : EarlierFindings.AddTo([], [.. again.Counterexamples, .. first.Counterexamples], program),
                    Elapsed = elapsed,
                    CpuTime = cpu,
                    PeakBytes = Math.Max(again.PeakBytes, first.PeakBytes),
                };
            }
        }
    }

    private Verdict Finish() =>
        _run.Finish(
            $"state space, breadth first, memory {_options.Memory.ToString().ToLowerInvariant()}",
            _options.FingerprintBits
        ) with
        {
            Memory = _options.Memory,
        };

    // True if steps were taken at once.
    private bool Run()
    {
        _run.Monitor.Watch();
        if (Pass(null) || _run.Incomplete is not null)
        {
            return false;
        }

        SetOut();
        WarmUp.Run(NewSystem(null).Execution, _run, _options);
        if (_run.Incomplete is not null)
        {
            return false;
        }

        while (!RunOnce() && _run.Incomplete is null)
        {
            _run.Restart();
        }

        return true;
    }

    // Under total store order five states of six are passed over, and it pays to look for which earlier.
    private long PlainStates =>
        _options.Memory == MemoryModel.Tso ? _options.PersistentSetsAfter / 3 : _options.PersistentSetsAfter;

    // Store buffers as they are have nothing to know.
    private bool ReliesOnEdges => _isReduced || _options.Memory is MemoryModel.Weak or MemoryModel.LoadBuffering;

    // False if it has met something new.
    private bool RunOnce()
    {
        SetOut();
        _run.States = _run.Transitions = 0;
        _run.MaxDepth = 0;
        var locals = _run.State.Locals;
        _options.OnReliance?.Invoke(locals.Learned.Count);
        return Pass(
            new ReductionBasis(
                locals.Count,
                locals.Learned.Count,
                _isReduced ? _run.Monitor.Seen : new Footprint(),
                _run.Monitor.Unreached
            )
        );
    }

    private void SetOut() => _run.Shown.Restore(_start);

    // The program, and what is enough to look at in its states: nothing less than all steps as long as it relies on
    // nothing.
    private (RelaxedExecution Execution, RelaxedSteps Steps) NewSystem(ReductionBasis? basis)
    {
        var rules = _options.Rules;
        if (_options.Memory is MemoryModel.Weak or MemoryModel.LoadBuffering)
        {
            var views = new ViewExecution(
                _run.Shown,
                _options.Symmetry,
                rules.Memory.Views,
                basis is null ? null : WeakMayAccessOf(basis)
            );
            return (
                views,
                new RelaxedSteps(
                    views,
                    _options.Symmetry,
                    CandidatesOf(basis, AccessConflicts.Weak) is { } steps
                        ? new WeakPersistentSteps(views, steps, rules.Reduction)
                        : null
                )
            );
        }

        var buffers = new StoreBufferExecution(
            _run.Shown,
            _options.Symmetry,
            rules.Memory.StoreBuffers(_run.State.Locals)
        );
        return (
            buffers,
            CandidatesOf(basis, AccessConflicts.Tso) is { } candidates
                ? new RelaxedSteps(
                    buffers,
                    _options.Symmetry,
                    new TsoPersistentSteps(buffers, candidates, rules.Reduction),
                    OptionRules.MaySleep(_options) && _run.State.FiberCount <= TsoSleepSets.MostFibers
                        ? new TsoSleepSets(buffers, _options.Symmetry, rules.Reduction)
                        : null
                )
                : new RelaxedSteps(buffers, _options.Symmetry)
        );
    }

    private WeakMayAccessSets WeakMayAccessOf(ReductionBasis basis) =>
        new(
            _run.State,
            basis.LocalStates,
            _options.Rules.Reduction.Ahead(
                _run.State.Locals.Learned.Take(basis.Edges).Select(static edge => (edge.From, edge.To))
            )
        );

    private PersistentCandidates? CandidatesOf(ReductionBasis? basis, AccessConflicts conflicts)
    {
        if (basis is null || !_isReduced)
        {
            return null;
        }

        var rules = _options.Rules.Reduction;
        return new PersistentCandidates(
            _run.State,
            new MayAccessSets(_run.Machine, _run.State.Locals, basis, _options.LiptonReduction, rules, conflicts),
            basis.Visible,
            rules
        );
    }

    // False if it was broken off.
    private bool Pass(ReductionBasis? basis)
    {
        var (execution, steps) = NewSystem(basis);
        return new LayeredSearch<RelaxedSteps>(_options, _run, steps).Run(
            int.MaxValue,
            basis is null ? IsWorthMore : new Watch(this, basis).MustBeginAnew
        );

        bool IsWorthMore(long states, bool isEnd) =>
            _run.Found == 0 && (isEnd ? execution.WasBounded : states >= PlainStates);
    }

    // A search that has met something new will not do. It goes on for a while, since one thing new seldom comes alone.
    private sealed class Watch(RelaxedMemorySearch search, ReductionBasis basis)
    {
        private readonly RefinementDelay _delay = new(basis.Edges);

        public bool MustBeginAnew(long states, bool isEnd)
        {
            var learned = search._run.State.Locals.Learned.Count;
            var isOver = _delay.IsOver(states, learned);
            var isNews = learned > basis.Edges && search.ReliesOnEdges;
            return isEnd
                ? isNews || (search._isReduced && !basis.Visible.Covers(search._run.Monitor.Seen))
                : isNews && search._isReduced && isOver;
        }
    }
}
