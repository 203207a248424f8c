using Interleave.Search.Dpor;
using Interleave.Search.Eager;

namespace Interleave.Search.Relaxed;

/// <summary>
/// The proof on a weak memory: breadth first over distinct states, where what nobody can make anything of any more tells no states apart
/// and steps that nothing can come in the way of are taken at once.
/// </summary>
/// <remarks>
/// Which those are depends on what fibers may still do, which is known only as far as it was met. So the search runs plainly at first, and
/// begins anew when it has met something that it did not know of, as <see cref="StateSpaceSearch"/> does.
/// </remarks>
internal sealed class ViewSearch
{
    private readonly SearchOptions _options;
    private readonly SearchRun _run;
    private readonly int[] _start;
    private readonly bool _isEager;

    private ViewSearch(ConcurrentProgram program, SearchOptions options, bool isEager, Execution? earlier)
    {
        (_options, _isEager) = (options, isEager);
        _run = new SearchRun(program, options, options.Symmetry, earlier: earlier);
        _start = new int[_run.Execution.VectorLength];
        _run.Execution.Save(_start);
    }

    /// <summary>True if a search may leave out states: coverage looks at those that are passed over, and so does a bound on depth.</summary>
    public static bool MayReduce(SearchOptions options) =>
        options is { PersistentSets: true, Part: null, Coverage: false } && options.Bounds.MaxDepth == int.MaxValue;

    /// <summary>Explores every reachable state, or as many as the bounds allow; where something is violated, without passing over any.</summary>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options)
    {
        var search = new ViewSearch(program, options, true, null);
        var wasEager = search.Run();
        var verdict = search.Finish();
        return wasEager && !verdict.Counterexamples.IsEmpty ? SearchAgain(program, options, verdict, search._run) : verdict;
    }

    // Eager steps are those of the way to a violation, but not the only ones; and the way need not be a shortest one.
    private static Verdict SearchAgain(ConcurrentProgram program, SearchOptions options, Verdict first, SearchRun earlier)
    {
        options.OnRestart?.Invoke();
        options = options with { Bounds = options.Bounds.After(first.Elapsed), EagerAfter = 0 };
        var search = new ViewSearch(program, options, false, earlier.Execution);
        search.Run();
        var again = search.Finish();
        return again with
        {
            Counterexamples = again.Complete ? again.Counterexamples
                : EarlierFindings.AddTo(again.Counterexamples, first.Counterexamples, program),
            Elapsed = again.Elapsed + first.Elapsed,
            CpuTime = again.CpuTime + first.CpuTime,
            PeakBytes = Math.Max(again.PeakBytes, first.PeakBytes),
        };
    }

    private Verdict Finish() =>
        _run.Finish("state space, breadth first, memory weak", _options.FingerprintBits) with { Memory = Memory.MemoryModel.Weak };

    // True if what it found was found with eager steps.
    private bool Run()
    {
        _run.Monitor.Watch();
        if (Pass(null) || _run.Incomplete is not null)
        {
            return false;
        }

        SetOut();
        ViewReconnaissance.Run(NewExecution(null), _options.BarrenWalks);
        var isDone = false;
        while (!isDone && _run.Incomplete is null)
        {
            _run.Restart();
            SetOut();
            var locals = _run.Execution.Locals;
            var basis = new EagerBasis(locals.Count, locals.Learned.Count, _run.Monitor.Seen);
            isDone = Pass(basis);
        }

        return _isEager;
    }

    private void SetOut() => _run.Execution.Restore(_start);

    private ViewExecution NewExecution(Prospects? prospects) =>
        new(_run.Execution, _options.Symmetry, _options.Fault, prospects);

    // False if it was broken off.
    private bool Pass(EagerBasis? basis)
    {
        var execution = NewExecution(basis is null ? null : new Prospects(_run.Execution, basis, _options.Fault));
        var moves = basis is null || !_isEager ? null : new EagerMoves(
            execution, new Futures(_run.Machine, _run.Execution.Locals, basis, _options.LockAtomicity, _options.Fault, true), basis.Visible);
        return new LayeredSearch<RelaxedSteps>(_options, _run, new RelaxedSteps(execution, _options.Symmetry, moves)).Run(
            int.MaxValue, basis is null ? IsWorthMore : new Watch(this, basis).MustBeginAnew);

        bool IsWorthMore(long states, bool isEnd) =>
            _run.Found == 0 && (isEnd ? execution.WasBounded : states >= _options.EagerAfter);
    }

    // A search that has met something new will not do. It goes on for a while, since one thing new seldom comes alone.
    private sealed class Watch(ViewSearch search, EagerBasis basis)
    {
        private int _known = basis.Edges;
        private long _until;

        public bool MustBeginAnew(long states, bool isEnd)
        {
            var learned = search._run.Execution.Locals.Learned.Count;
            if (learned > _known)
            {
                (_known, _until) = (learned, states + (states / 4) + 256);
            }

            var isNews = learned > basis.Edges;
            return isEnd ? isNews || !basis.Visible.Covers(search._run.Monitor.Seen) : isNews && states > _until;
        }
    }
}
