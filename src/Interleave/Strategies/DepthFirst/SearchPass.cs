using System.Collections.Immutable;
using Interleave.Programs;
using Interleave.Reduction;
using Interleave.Search;
using Interleave.Visited;

namespace Interleave.Strategies.DepthFirst;

/// <summary>
/// One pass over the state space: what is visited in it, and what is still to be explored. One worker begins; where
/// there are many states others join it.
/// </summary>
internal sealed class SearchPass : IDisposable
{
    private const long LookAfter = 1_024; // states after which it looks for spare threads again

    private readonly ConcurrentProgram _program;
    private readonly SearchOptions _options;
    private readonly SearchRun _run;
    private readonly List<OpenWork> _open = [];
    private DepthFirstWorker[] _workers;
    private int _fellows; // threads that may join the first one

    /// <summary>A pass that has not begun.</summary>
    /// <param name="program">What is searched.</param>
    /// <param name="options">How.</param>
    /// <param name="run">What the first worker keeps; its execution is in the first state.</param>
    /// <param name="knowledge">What is known for persistent steps; null for a plain pass.</param>
    public SearchPass(ConcurrentProgram program, SearchOptions options, SearchRun run, ReductionKnowledge? knowledge)
    {
        (_program, _options, _run, Knowledge) = (program, options, run, knowledge);
        Visited = new VisitedTable(
            options.FingerprintBits,
            options.SleepSets,
            options.Bounds.MaxBytes,
            options.SpillDirectory
        );
        _workers = [NewWorker(run)];
    }

    /// <summary>What is known for persistent steps; null if none is taken.</summary>
    public ReductionKnowledge? Knowledge { get; }

    /// <summary>The states seen.</summary>
    public VisitedTable Visited { get; }

    /// <summary>True if nothing is left to explore.</summary>
    public bool IsDone => _open.Count == 0 && First.Stack.IsEmpty;

    /// <summary>The worker that is alone at first.</summary>
    public DepthFirstWorker First => _workers[0];

    /// <summary>What is left to explore.</summary>
    public ImmutableArray<OpenWork> Open => First.Stack.Save() is { } stack ? [.. _open, stack] : [.. _open];

    /// <summary>The bytes held by states and stacks.</summary>
    public long Bytes => Visited.Bytes + StackBytes;

    /// <summary>The most bytes that were held.</summary>
    public long PeakBytes => Visited.PeakBytes + StackBytes;

    // Which states a bound on depth cuts off depends on the order of the search.
    private int Workers => _options.Bounds.MaxDepth < int.MaxValue ? 1 : _options.Workers;

    private long StackBytes => _workers.Sum(static worker => worker.Stack.Bytes);

    /// <summary>Adds work; what comes last is explored first.</summary>
    public void Add(IEnumerable<OpenWork> open) => _open.AddRange(open);

    /// <summary>Goes on with one worker until there are that many states.</summary>
    /// <returns>False if it had to stop.</returns>
    public bool Advance(long until)
    {
        while (!IsDone && Visited.Count < until)
        {
            if (First.Stack.IsEmpty)
            {
                First.Stack.Restore(_open[^1]);
                _open.RemoveAt(_open.Count - 1);
            }

            if (!First.Run(until))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True as long as there are not states enough for other workers, or no threads for them.</summary>
    public bool IsForOne()
    {
        if (_fellows == 0 && Workers > 1 && Visited.Count >= _options.ShareAfter)
        {
            _fellows = _options.Spare?.Take(Workers - 1) ?? Workers - 1;
        }

        return _fellows == 0;
    }

    /// <summary>Explores all that is left, with all threads once there is much.</summary>
    /// <returns>False if it had to stop.</returns>
    public bool Finish()
    {
        while (!IsDone && IsForOne())
        {
            var isSmall = Visited.Count < _options.ShareAfter;
            if (
                !Advance(
                    Workers == 1 ? long.MaxValue
                    : isSmall ? _options.ShareAfter
                    : Visited.Count + LookAfter
                )
            )
            {
                return false;
            }
        }

        return IsDone || Share();
    }

    public void Dispose()
    {
        Leave();
        Visited.Dispose();
    }

    private void Leave()
    {
        _options.Spare?.Give(_fellows);
        _fellows = 0;
    }

    private bool Share()
    {
        var fellows = Enumerable.Range(0, _fellows).Select(_ => new SearchRun(_program, _options, _run)).ToArray();
        if (Knowledge is not null)
        {
            Array.ForEach(fellows, static run => run.Monitor.Watch());
        }

        _workers = [First, .. fellows.Select(NewWorker)];
        var threads = new WorkerThreads(_workers, _open);
        threads.Run(Visited);
        Leave();
        _open.Clear();
        _run.Workers = _workers.Length;
        _run.Spend(threads.CpuTime);
        Array.ForEach(fellows, _run.Add);
        _open.AddRange(threads.Left());
        return IsDone;
    }

    private DepthFirstWorker NewWorker(SearchRun run) => new(_options, run, Visited, Knowledge?.StepsOf(run));
}
