using Interleave.Programs;
using Interleave.Reduction;
using Interleave.Search;
using Interleave.Strategies.Checkpoints;

namespace Interleave.Strategies.DepthFirst;

/// <summary>
/// The passes of a search. The first is plain. If it does not end soon it is given up for one with persistent steps,
/// and that for another one if it has met something that was not known.
/// </summary>
/// <remarks>
/// Which steps are persistent depends on what fibers may still do and on what properties look at, and both are known
/// only as far as they were met. A search that meets nothing else was right: a shortest way to something else has only
/// steps that are known but for what its last one leads to, and such a way, or one with the same steps in another
/// order, was looked at.
/// </remarks>
internal sealed class SearchPasses : IDisposable
{
    private readonly ConcurrentProgram _program;
    private readonly SearchRun _run;
    private SearchOptions _options;
    private bool _mayReduce;
    private SearchPass? _pass;
    private long _peakBytesBefore;

    /// <summary>None has begun.</summary>
    /// <param name="program">What is searched.</param>
    /// <param name="options">How.</param>
    /// <param name="run">What is kept; its execution is in the first state.</param>
    public SearchPasses(ConcurrentProgram program, SearchOptions options, SearchRun run)
    {
        (_program, _run) = (program, run);
        _options = options with { SleepSets = OptionRules.MaySleep(options) };

        _mayReduce = OptionRules.MayPassOverStates(options);
    }

    /// <summary>The one at hand; null before the first.</summary>
    public SearchPass? Current => _pass;

    /// <summary>What was found of the part that is searched; null if it is all.</summary>
    public SearchedPart? Part { get; private set; }

    /// <summary>True if steps sleep.</summary>
    public bool UseSleepSets => _options.SleepSets;

    /// <summary>True if steps are left out because what they lead to is looked at elsewhere.</summary>
    public bool AreReduced => UseSleepSets || _pass?.Knowledge is not null;

    /// <summary>The most bytes that one of them held.</summary>
    public long PeakBytes => Math.Max(_peakBytesBefore, _pass?.PeakBytes ?? 0);

    /// <summary>How far the search has come.</summary>
    public Checkpoint Progress =>
        new(UseSleepSets, _mayReduce, _pass!.Knowledge?.Basis, _run.Monitor.Footprints, _run.Tally, _pass.Open);

    /// <summary>Begins with the first state.</summary>
    public void Begin()
    {
        if (_mayReduce)
        {
            _run.Monitor.Watch();
        }

        var pass = Next(null);
        pass.First.Begin();
        if (_options.Part is { } part)
        {
            Part = new PartUnits(pass.First).DealOut(part, out var mine);
            pass.Add(mine.Reverse());
        }
    }

    /// <summary>Goes on where another process has stopped.</summary>
    /// <param name="saved">Where that is.</param>
    /// <returns>The pass, which knows no visited states yet.</returns>
    public SearchPass Resume(Checkpoint saved)
    {
        _options = _options with { SleepSets = saved.SleepSets };
        _mayReduce = saved.PersistentSets;
        if (_mayReduce)
        {
            _run.Monitor.Watch(saved.Seen);
        }

        var pass = Next(saved.Basis is null ? null : new ReductionKnowledge(_run, _options, saved.Basis));
        pass.Add(saved.Open);
        return pass;
    }

    /// <summary>Goes on to the end of the last pass.</summary>
    /// <returns>False if it had to stop.</returns>
    public bool GoOn() =>
        !_mayReduce ? _pass!.Finish()
        : _pass!.Knowledge is null ? GoOnPlainly(_pass)
        : GoOnReduced();

    public void Dispose() => _pass?.Dispose();

    private bool GoOnPlainly(SearchPass pass)
    {
        if (!pass.Advance(_options.PersistentSetsAfter))
        {
            return false;
        }

        if (pass.IsDone || _run.Found > 0) // what is found is looked for in all states
        {
            _mayReduce = false;
            return UseSleepSets || pass.Finish();
        }

        pass.First.Stack.Abandon();
        WarmUp.Run(_run.Execution, _run, _options);
        BeginReduced();
        return _run.Incomplete is null && GoOnReduced();
    }

    private bool GoOnReduced()
    {
        while (true)
        {
            var (pass, knowledge) = (_pass!, _pass!.Knowledge!);
            if (!new ReducedPass(pass, knowledge, _run).GoOn() || _run.Incomplete is not null || _run.IsPaused)
            {
                return false;
            }

            if (_run.Found > 0 || knowledge.HasAll)
            {
                return true;
            }

            pass.First.Stack.Abandon();
            BeginReduced();
        }
    }

    private void BeginReduced()
    {
        var knowledge = ReductionKnowledge.Of(_run, _options);
        _run.Restart();
        Next(knowledge).First.Begin();
    }

    private SearchPass Next(ReductionKnowledge? knowledge)
    {
        _peakBytesBefore = PeakBytes;
        _pass?.Dispose();
        return _pass = new SearchPass(_program, _options, _run, knowledge);
    }
}
