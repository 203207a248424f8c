using Interleave.Execution.States;
using Interleave.Execution.Weak;
using Interleave.Programs;
using Interleave.Reduction;
using Interleave.Search;
using Interleave.Strategies.DepthFirst;
using Interleave.Traces;

namespace Interleave.Strategies.BreadthFirst;

/// <summary>
/// The proof on a weak memory: breadth first over distinct states, over canonical states,
/// with singleton persistent sets.
/// </summary>
/// <remarks>
/// Which those are depends on what fibers may still do, which is known only as far as it was met. So the search runs
/// plainly at first, and is refined to a fixed point when it has met something that it did not know of, as
/// <see cref="StateSpaceSearch"/> does.
/// </remarks>
internal sealed class WeakMemorySearch
{
    private readonly SearchOptions _options;
    private readonly SearchRun _run;
    private readonly int[] _start;
    private readonly bool _isReduced;

    private WeakMemorySearch(ConcurrentProgram program, SearchOptions options, bool isReduced, ProgramState? earlier)
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
        var search = new WeakMemorySearch(program, options, true, null);
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
            var search = new WeakMemorySearch(
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
                        : EarlierFindings.AddTo(again.Counterexamples, first.Counterexamples, program),
                    Elapsed = elapsed,
                    CpuTime = cpu,
                    PeakBytes = Math.Max(again.PeakBytes, first.PeakBytes),
                };
            }
        }
    }

    private Verdict Finish() =>
        _run.Finish("state space, breadth first, memory weak", _options.FingerprintBits) with
        {
            Memory = Memory.MemoryModel.Weak,
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
        WarmUp.Run(NewExecution(null), _run, _options);
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

    // False if it has met something new.
    private bool RunOnce()
    {
        SetOut();
        _run.States = _run.Transitions = 0;
        _run.MaxDepth = 0;
        var locals = _run.State.Locals;
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

    private ViewExecution NewExecution(WeakMayAccessSets? mayAccess) =>
        new(_run.Shown, _options.Symmetry, _options.Rules.Memory.Views, mayAccess);

    private WeakMayAccessSets MayAccessOf(ReductionBasis basis) =>
        new(
            _run.State,
            basis.LocalStates,
            _options.Rules.Reduction.Ahead(
                _run.State.Locals.Learned.Take(basis.Edges).Select(static edge => (edge.From, edge.To))
            )
        );

    // False if it was broken off.
    private bool Pass(ReductionBasis? basis)
    {
        var execution = NewExecution(basis is null ? null : MayAccessOf(basis));
        var moves =
            basis is null || !_isReduced
                ? null
                : new WeakPersistentSteps(
                    execution,
                    new MayAccessSets(
                        _run.Machine,
                        _run.State.Locals,
                        basis,
                        _options.LiptonReduction,
                        _options.Rules.Reduction,
                        AccessConflicts.Weak
                    ),
                    basis.Visible,
                    _options.Rules.Reduction
                );
        return new LayeredSearch<RelaxedSteps>(
            _options,
            _run,
            new RelaxedSteps(execution, _options.Symmetry, moves)
        ).Run(int.MaxValue, basis is null ? IsWorthMore : new Watch(this, basis).MustBeginAnew);

        bool IsWorthMore(long states, bool isEnd) =>
            _run.Found == 0 && (isEnd ? execution.WasBounded : states >= _options.PersistentSetsAfter);
    }

    // A search that has met something new will not do. It goes on for a while, since one thing new seldom comes alone.
    private sealed class Watch(WeakMemorySearch search, ReductionBasis basis)
    {
        private readonly RefinementDelay _delay = new(basis.Edges);

        public bool MustBeginAnew(long states, bool isEnd)
        {
            var learned = search._run.State.Locals.Learned.Count;
            var isOver = _delay.IsOver(states, learned);
            var isNews = learned > basis.Edges;
            return isEnd
                ? isNews || (search._isReduced && !basis.Visible.Covers(search._run.Monitor.Seen))
                : isNews && search._isReduced && isOver;
        }
    }
}
