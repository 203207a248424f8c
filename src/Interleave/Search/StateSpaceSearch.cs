using System.Diagnostics;
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
    private readonly List<OpenWork> _open = [];
    private DepthFirstWorker[] _workers = [];
    private bool _sleepSets;
    private bool _isKept;
    private SearchedPart? _part;
    private bool _cannotKeep;

    private StateSpaceSearch(ConcurrentProgram program, SearchOptions options)
    {
        _program = program;
        _options = options;
        _sleepSets = options.SleepSets && options.Part is null;
        _run = new SearchRun(program, options, options.Symmetry)
        {
            FinalStates = options.Part is null ? null : new FinalStateMarks(options.Symmetry),
        };
    }

    // Which states a bound on depth cuts off depends on the order of the search.
    private int Workers => _options.Bounds.MaxDepth < int.MaxValue ? 1 : _options.Workers;

    /// <summary>Explores every reachable state, or as many as the bounds allow.</summary>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options) => Search(program, options, out _);

    /// <summary>The same, with the local states that it met.</summary>
    /// <exception cref="FormatException">The search to go on with is not one of this program.</exception>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options, out LocalStates locals)
    {
        var search = new StateSpaceSearch(program, options);
        search.Run();
        locals = search._run.Execution.Locals;
        var verdict = search._run.Finish("state space, depth first", options.FingerprintBits) with
        {
            UsedSleepSets = search._sleepSets,
            Part = search._part is { } part ? part with { FinalStates = search._run.FinalStates!.All } : null,
        };

        // A step sleeps because what it leads to was explored from a sibling. Where that exploration ended at a violation
        // it was cut short, and what lies behind the sleeping step is not covered: look again without sleep sets.
        return search._sleepSets && !verdict.Counterexamples.IsEmpty
            ? SearchAgain(program, options, verdict, out locals) : verdict;
    }

    private static Verdict SearchAgain(
        ConcurrentProgram program, SearchOptions options, Verdict first, out LocalStates locals)
    {
        var again = Search(
            program,
            options with
            {
                SleepSets = false,
                Bounds = options.Bounds.After(first.Elapsed),
                Checkpoint = options.Checkpoint is { } checkpoint ? checkpoint with { Resume = false } : null,
            },
            out locals);
        return again with
        {
            Elapsed = again.Elapsed + first.Elapsed,
            CpuTime = again.CpuTime + first.CpuTime,
            PeakBytes = Math.Max(again.PeakBytes, first.PeakBytes),
        };
    }

    private long StackBytes => _workers.Sum(static worker => worker.StackBytes);

    private VisitedTable NewTable(bool sleepSets) => new(
        _options.FingerprintBits, sleepSets, _options.Bounds.MaxBytes, _options.SpillDirectory);

    private void Run()
    {
        VisitedTable? visited = null;
        try
        {
            if (_options.Checkpoint is { Resume: true } checkpoint)
            {
                var saved = SavedSearch.Load(checkpoint, _run, sleepSets => visited = NewTable(_sleepSets = sleepSets));
                _open.AddRange(saved.Open);
                _run.Continue(saved);
                _isKept = true;
                Run(visited!);
            }
            else
            {
                Run(visited = NewTable(_sleepSets));
            }
        }
        catch (OutOfMemoryException e)
        {
            _run.LeaveOut(e is InsufficientMemoryException
                ? e.Message : $"out of memory at {((visited?.Bytes ?? 0) + StackBytes) >> 20:N0} MiB");
        }
        finally
        {
            _run.States = visited?.Count ?? 0;
            _run.PeakBytes = (visited?.PeakBytes ?? 0) + StackBytes;
            visited?.Dispose();
        }
    }

    private void Run(VisitedTable visited)
    {
        var first = new DepthFirstWorker(_options with { SleepSets = _sleepSets }, _run, visited);
        _workers = [first];
        if (!_isKept)
        {
            first.Begin();
            if (_options.Part is { } part)
            {
                Choose(part, first);
            }
        }

        while (!GoOn(first, visited) && _run.IsPaused && _run.Incomplete is null)
        {
            var begin = Stopwatch.GetTimestamp();
            Keep(visited);
            _run.Continue(Stopwatch.GetElapsedTime(begin));
        }

        var isToBeDoneAgain = _sleepSets && _run.Found > 0;
        var isStopped = _run.Incomplete is not null
            && (_options.Cancellation.IsCancellationRequested || _options.Checkpoint is { IsKeptAtBounds: true });
        if (!isToBeDoneAgain && (isStopped || _isKept)) // what comes after a long search may be interrupted too
        {
            Keep(visited);
        }
    }

    // Finds the units in the order of the number of steps, and keeps those of this part. A state that is on the way to a unit,
    // or is where one begins, is known as visited from then on, so that no part goes on from where another does.
    private void Choose(PartOptions part, DepthFirstWorker worker)
    {
        var units = new Queue<OpenWork>(worker.Save() is { } begin ? [begin] : []);
        worker.Clear();
        while (units.Count > 0 && units.Count < part.LeastUnits)
        {
            foreach (var further in worker.Expand(units.Dequeue()))
            {
                units.Enqueue(further);
            }
        }

        var mine = Enumerable.Range(0, units.Count).Where(unit => unit % part.Count == part.Index - 1).ToArray();
        _open.AddRange(mine.Reverse().Select(units.ToArray().ElementAt));
        _part = new SearchedPart(units.Count, [.. mine], []);
    }

    // False if it had to stop.
    private bool GoOn(DepthFirstWorker first, VisitedTable visited)
    {
        while (true)
        {
            if (Workers > 1 && visited.Count >= _options.ShareAfter
                && (_open.Count > 0 || _workers.Any(static worker => !worker.IsDone)))
            {
                return Share(visited);
            }

            if (first.IsDone && _open.Count == 0)
            {
                return true;
            }

            if (first.IsDone)
            {
                first.Restore(_open[^1]);
                _open.RemoveAt(_open.Count - 1);
            }

            if (!first.Run(Workers > 1 ? _options.ShareAfter : long.MaxValue))
            {
                return false;
            }
        }
    }

    private bool Share(VisitedTable visited)
    {
        var fellows = Enumerable.Range(1, Workers - 1).Select(_ => new SearchRun(_program, _options, _run)).ToArray();
        var options = _options with { SleepSets = _sleepSets };
        _workers = [_workers[0], .. fellows.Select(run => new DepthFirstWorker(options, run, visited))];
        var pool = new WorkPool(_workers.Length);
        _open.ForEach(pool.Give);
        _open.Clear();
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

        // What others have left is taken up by whoever comes next: fellows do not outlast their threads.
        _open.AddRange(pool.Left());
        _open.AddRange(_workers.Skip(1).Select(static worker => worker.Save()).OfType<OpenWork>());
        failure?.Throw();
        return _open.Count == 0 && _workers[0].IsDone;

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

    private void Keep(VisitedTable visited)
    {
        if (_options.Checkpoint is not { } checkpoint || _cannotKeep)
        {
            return;
        }

        try
        {
            var stack = _workers[0].Save();
            SavedSearch.Write(checkpoint, _sleepSets, _run, stack is null ? _open : [.. _open, stack], visited);
            _isKept = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _cannotKeep = true; // what cannot be written once is not tried again
            _run.Note($"the search cannot be kept in '{checkpoint.Path}' ({e.Message.TrimEnd('.')})");
        }
    }
}
