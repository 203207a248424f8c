using System.Runtime.ExceptionServices;
using System.Threading;
using Interleave.Routines;

namespace Interleave.Search;

/// <summary>
/// The proof: depth-first search over distinct states, with sleep sets (Godefroid, LNCS 1032, section 5.3) and the
/// symmetry of fibers in equal local states. One thread begins; where there are many states others join it.
/// </summary>
internal sealed class StateSpaceSearch
{
    private readonly ConcurrentProgram _program;
    private readonly SearchOptions _options;
    private readonly SearchRun _run;
    private DepthFirstWorker[] _workers = [];

    private StateSpaceSearch(ConcurrentProgram program, SearchOptions options)
    {
        _program = program;
        _options = options;
        _run = new SearchRun(program, options, options.Symmetry);
    }

    // Which states a bound on depth cuts off depends on the order of the search.
    private int Workers => _options.Bounds.MaxDepth < int.MaxValue ? 1 : _options.Workers;

    /// <summary>Explores every reachable state, or as many as the bounds allow.</summary>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options) => Search(program, options, out _);

    /// <summary>The same, with the local states that it met.</summary>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options, out LocalStates locals)
    {
        var search = new StateSpaceSearch(program, options);
        search.Run();
        locals = search._run.Execution.Locals;
        var verdict = search._run.Finish("state space, depth first", options.FingerprintBits) with
        {
            UsedSleepSets = options.SleepSets,
        };

        // A step sleeps because what it leads to was explored from a sibling. Where that exploration ended at a violation
        // it was cut short, and what lies behind the sleeping step is not covered: look again without sleep sets.
        return options.SleepSets && !verdict.Counterexamples.IsEmpty
            ? SearchAgain(program, options, verdict, out locals) : verdict;
    }

    private static Verdict SearchAgain(
        ConcurrentProgram program, SearchOptions options, Verdict first, out LocalStates locals)
    {
        var again = Search(
            program, options with { SleepSets = false, Bounds = options.Bounds.After(first.Elapsed) }, out locals);
        return again with
        {
            Elapsed = again.Elapsed + first.Elapsed,
            CpuTime = again.CpuTime + first.CpuTime,
            PeakBytes = Math.Max(again.PeakBytes, first.PeakBytes),
        };
    }

    private void Run()
    {
        using var visited = new VisitedTable(
            _options.FingerprintBits, _options.SleepSets, _options.Bounds.MaxBytes, _options.SpillDirectory);
        var worker = new DepthFirstWorker(_options, _run, visited);
        _workers = [worker];
        try
        {
            worker.Begin();
            if (worker.Run(Workers > 1 ? _options.ShareAfter : long.MaxValue) && !worker.IsDone)
            {
                Share(worker, visited);
            }
        }
        catch (OutOfMemoryException)
        {
            _run.LeaveOut($"out of memory at {(visited.Bytes + StackBytes) >> 20:N0} MiB");
        }

        _run.States = visited.Count;
        _run.PeakBytes = visited.PeakBytes + StackBytes;
    }

    private long StackBytes => _workers.Sum(static worker => worker.StackBytes);

    private void Share(DepthFirstWorker first, VisitedTable visited)
    {
        var fellows = Enumerable.Range(1, Workers - 1).Select(_ => new SearchRun(_program, _options, _run)).ToArray();
        _workers = [first, .. fellows.Select(run => new DepthFirstWorker(_options, run, visited))];
        var pool = new WorkPool(_workers.Length);
        ExceptionDispatchInfo? failure = null;
        visited.Share(_workers.Length);
        var threads = Enumerable.Range(1, _workers.Length - 1)
            .Select(number => new Thread(() => Work(number)) { IsBackground = true, Name = $"search {number}" }).ToArray();
        foreach (var thread in threads)
        {
            thread.Start();
        }

        Work(0);
        foreach (var thread in threads)
        {
            thread.Join();
        }

        visited.EndSharing();
        _run.Workers = _workers.Length;
        foreach (var fellow in fellows)
        {
            _run.Add(fellow);
        }

        failure?.Throw();

        void Work(int number)
        {
            try
            {
                _workers[number].Run(pool, number);
            }
#pragma warning disable CA1031 // whatever it is, the thread that asked for the search is told
            catch (Exception e)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                pool.Stop();
            }
        }
    }
}
