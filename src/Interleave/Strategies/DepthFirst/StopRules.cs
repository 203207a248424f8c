using Interleave.Search;
using Interleave.Visited;

namespace Interleave.Strategies.DepthFirst;

/// <summary>Says when a worker has to stop.</summary>
/// <param name="run">What it keeps.</param>
/// <param name="visited">The states that all workers have visited.</param>
/// <param name="stack">Where it is.</param>
/// <param name="isReduced">True if what is found is looked for once more, so that there is no need to find all of
/// it.</param>
internal sealed class StopRules(SearchRun run, VisitedTable visited, SearchStack stack, bool isReduced)
{
    private readonly SearchRun _run = run;
    private readonly VisitedTable _visited = visited;
    private readonly SearchStack _stack = stack;
    private readonly bool _isReduced = isReduced;

    /// <summary>True if a bound is reached, or if what follows need not be looked at. Looks at the clock now and
    /// then.</summary>
    public bool MustStop()
    {
        _run.States = _visited.Count;
        if (_run.MustStop(_stack.Depth - 1, 0, _visited.Bytes + _stack.Bytes))
        {
            return true;
        }

        if (_visited.Full is { } why)
        {
            _run.LeaveOut(why);
            return true;
        }

        return _isReduced && _run.Found > 0;
    }

    /// <summary>True if time is over. Looks at the clock.</summary>
    public bool MustStopNow() => _run.MustStopNow(_stack.Depth - 1, 0);
}
