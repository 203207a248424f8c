using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Threading;
using Interleave.Search.Eager;
using Interleave.Search.Saved;

namespace Interleave.Search;

/// <summary>
/// The proof: depth-first search over distinct states, with sleep sets (Godefroid, LNCS 1032, section 5.3) and the
/// symmetry of fibers in equal local states. One thread begins; where there are many states others join it.
/// </summary>
internal sealed class StateSpaceSearch : IDisposable
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
    private VisitedTable? _visited;
    private bool _mayBeEager;
    private EagerBasis? _basis;
    private Futures? _futures;

    private StateSpaceSearch(ConcurrentProgram program, SearchOptions options, Execution? earlier)
    {
        _program = program;
        _options = options;
        _sleepSets = options.SleepSets && options.Part is null;

        // Parts would rely on different things, coverage looks at states that are passed over, and so does a bound on depth.
        _mayBeEager = options is { PersistentSets: true, Part: null, Coverage: false } && options.Bounds.MaxDepth == int.MaxValue;
        _run = new SearchRun(program, options, options.Symmetry, earlier: earlier)
        {
            FinalStates = options.Part is null ? null : new FinalStateMarks(options.Symmetry),
        };
    }

    private bool IsDone => _open.Count == 0 && _workers[0].IsDone;

    private bool IsReduced => _sleepSets || _futures is not null;

    private bool KnowsAll => IsTrusting || _futures!.IsComplete;

    private bool IsTrusting => _options.Fault == DeliberateFault.OverlookNews;

    // Which states a bound on depth cuts off depends on the order of the search.
    private int Workers => _options.Bounds.MaxDepth < int.MaxValue ? 1 : _options.Workers;

    /// <summary>Explores every reachable state, or as many as the bounds allow.</summary>
    public static Verdict Search(ConcurrentProgram program, SearchOptions options) => Search(program, options, out _);

    /// <summary>The same, with its execution, which has the local states that it met.</summary>
    /// <exception cref="FormatException">The search to go on with is not one of this program.</exception>
    public static Verdict Search(
        ConcurrentProgram program, SearchOptions options, out Execution execution, Execution? earlier = null)
    {
        using var search = new StateSpaceSearch(program, options, earlier);
        search.Run();
        execution = search._run.Execution;
        var verdict = search._run.Finish("state space, depth first", options.FingerprintBits) with
        {
            UsedSleepSets = search._sleepSets,
            Part = search._part is { } part ? part with { FinalStates = search._run.FinalStates!.All } : null,
        };

        // A step sleeps because what it leads to was explored from a sibling. Where that exploration ended at a violation
        // it was cut short, and what lies behind the sleeping step is not covered: look again without sleep sets.
        // The same goes for eager steps.
        return search.IsReduced && !verdict.Counterexamples.IsEmpty
            ? SearchAgain(program, options, verdict, ref execution) : verdict;
    }

    private static Verdict SearchAgain(
        ConcurrentProgram program, SearchOptions options, Verdict first, ref Execution execution)
    {
        options.OnRestart?.Invoke();
        var again = Search(
            program,
            options with
            {
                SleepSets = false,
                PersistentSets = false,
                Bounds = options.Bounds.After(first.Elapsed),
                Checkpoint = options.Checkpoint is { } checkpoint ? checkpoint with { Resume = false } : null,
            },
            out execution,
            execution);
        return again with
        {
            Counterexamples = again.Complete ? again.Counterexamples : EarlierFindings.AddTo(again.Counterexamples, first.Counterexamples, program),
            Elapsed = again.Elapsed + first.Elapsed,
            CpuTime = again.CpuTime + first.CpuTime,
            PeakBytes = Math.Max(again.PeakBytes, first.PeakBytes),
        };
    }

    private long StackBytes => _workers.Sum(static worker => worker.StackBytes);

    private void Run()
    {
        try
        {
            if (_options.Checkpoint is { Resume: true } checkpoint)
            {
                Resume(checkpoint);
            }
            else
            {
                Begin();
            }

            while (!GoOn() && _run.IsPaused && _run.Incomplete is null)
            {
                var begin = Stopwatch.GetTimestamp();
                Keep();
                _run.Continue(Stopwatch.GetElapsedTime(begin));
            }

            var isToBeDoneAgain = IsReduced && _run.Found > 0;
            var isStopped = _run.Incomplete is not null
                && (_options.Cancellation.IsCancellationRequested || _options.Checkpoint is { IsKeptAtBounds: true });
            if (!isToBeDoneAgain && (isStopped || _isKept)) // what comes after a long search may be interrupted too
            {
                Keep();
            }
        }
        catch (OutOfMemoryException e)
        {
            _run.LeaveOut(e is InsufficientMemoryException
                ? e.Message : $"out of memory at {((_visited?.Bytes ?? 0) + StackBytes) >> 20:N0} MiB");
        }
        finally
        {
            _run.States = _visited?.Count ?? 0;
            _run.PeakBytes = (_visited?.PeakBytes ?? 0) + StackBytes;
        }
    }

    public void Dispose() => _visited?.Dispose();

    private void Begin()
    {
        if (_mayBeEager)
        {
            _run.Monitor.Watch();
        }

        SetOut();
        if (_options.Part is { } part)
        {
            Choose(part, _workers[0]);
        }
    }

    private void Resume(CheckpointOptions checkpoint)
    {
        SavedProgress? saved = null;
        SavedProgress.Read(checkpoint, _run.Execution.Locals, progress => NewTable(_sleepSets = (saved = progress).SleepSets));
        _open.AddRange(saved!.Open);
        _run.Continue(saved.Findings);
        _isKept = true;
        _mayBeEager = saved.PersistentSets;
        if (_mayBeEager)
        {
            _run.Monitor.Watch(saved.Seen);
        }

        Rely(saved.Eager);
        _workers = [NewWorker(_run)];
    }

    // From the first state.
    private void SetOut()
    {
        NewTable(_sleepSets);
        _workers = [NewWorker(_run)];
        _workers[0].Begin();
    }

    private VisitedTable NewTable(bool sleepSets)
    {
        _visited?.Dispose();
        return _visited = new(_options.FingerprintBits, sleepSets, _options.Bounds.MaxBytes, _options.SpillDirectory);
    }

    private void Rely(EagerBasis? basis)
    {
        _basis = basis;
        _futures = basis is null ? null
            : new Futures(_run.Machine, _run.Execution.Locals, basis, _options.LockAtomicity, _options.Fault);
    }

    private DepthFirstWorker NewWorker(SearchRun run) => new(
        _options with { SleepSets = _sleepSets },
        run,
        _visited!,
        _futures is null ? null : new EagerSteps(run, _futures, _basis!.Visible, _options.Fault));

    // False if it had to stop.
    private bool GoOn()
    {
        if (!_mayBeEager)
        {
            return Finish();
        }

        if (_futures is null)
        {
            if (!Advance(_options.EagerAfter))
            {
                return false;
            }

            if (IsDone || _run.Found > 0) // what is found is looked for in all states
            {
                _mayBeEager = false;
                return _sleepSets || Finish();
            }

            _workers[0].Abandon();
            Reconnaissance.Run(_run.Execution, _options.BarrenWalks);
            SetOutEagerly();
        }

        // Which steps are eager depends on what fibers may still do and on what properties look at, and both are known only as
        // far as they were met. A search that meets nothing else was right: a shortest way to something else has only steps that
        // are known but for what its last one leads to, and such a way, or one with the same steps in another order, was looked at.
        while (true)
        {
            var goesOn = GoOnWhileNothingIsNew() && (!KnowsAll || Finish() || !KnowsAll);
            if (!goesOn || _run.Incomplete is not null || _run.IsPaused)
            {
                return false;
            }

            if (_run.Found > 0 || (KnowsAll && (_basis!.Visible.Covers(_run.Monitor.Seen) || IsTrusting)))
            {
                return true;
            }

            _workers[0].Abandon();
            _open.Clear();
            SetOutEagerly();
        }
    }

    private void SetOutEagerly()
    {
        var locals = _run.Execution.Locals;
        Rely(new EagerBasis(locals.Count, locals.Learned.Count, _run.Monitor.Seen));
        _run.Restart();
        SetOut();
    }

    // A search that has met something new will not do. It goes on for a while, since one thing new seldom comes alone. False if it had to stop.
    private bool GoOnWhileNothingIsNew()
    {
        var (known, until) = (_basis!.Edges, 0L);
        while (!_workers[0].IsDone && (Workers == 1 || _visited!.Count < _options.ShareAfter))
        {
            if (!_workers[0].Run(_visited!.Count + 256))
            {
                return false;
            }

            var learned = _run.Execution.Locals.Learned.Count;
            if (learned > known)
            {
                (known, until) = (learned, _visited.Count + (_visited.Count / 4) + 256);
            }
            else if (learned > _basis.Edges && _visited.Count > until && !IsTrusting)
            {
                break;
            }
        }

        return true;
    }

    // Goes on alone until there are that many states.
    private bool Advance(long until)
    {
        while (!IsDone && _visited!.Count < until)
        {
            if (_workers[0].IsDone)
            {
                _workers[0].Restore(_open[^1]);
                _open.RemoveAt(_open.Count - 1);
            }

            if (!_workers[0].Run(until))
            {
                return false;
            }
        }

        return true;
    }

    // Explores all that is left, with all threads once there is much.
    private bool Finish() => Workers == 1 ? Advance(long.MaxValue) : Advance(_options.ShareAfter) && (IsDone || Share(_visited!));

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

    private bool Share(VisitedTable visited)
    {
        var fellows = Enumerable.Range(1, Workers - 1).Select(_ => new SearchRun(_program, _options, _run)).ToArray();
        if (_futures is not null)
        {
            Array.ForEach(fellows, static run => run.Monitor.Watch());
        }

        _workers = [_workers[0], .. fellows.Select(NewWorker)];
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
        return IsDone;

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

    private void Keep()
    {
        if (_options.Checkpoint is not { } checkpoint || _cannotKeep)
        {
            return;
        }

        try
        {
            var stack = _workers[0].Save();
            new SavedProgress(
                _sleepSets,
                _mayBeEager,
                _basis,
                _run.Monitor.Footprints,
                SavedFindings.Of(_run),
                stack is null ? [.. _open] : [.. _open, stack])
                .Write(checkpoint, _run.Execution.Locals, _visited!);
            _isKept = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _cannotKeep = true; // what cannot be written once is not tried again
            _run.Note($"the search cannot be kept in '{checkpoint.Path}' ({e.Message.TrimEnd('.')})");
        }
    }
}
