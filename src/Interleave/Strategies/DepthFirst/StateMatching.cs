using System.Numerics;
using System.Runtime.CompilerServices;
using Interleave.Execution.States;
using Interleave.Reduction;
using Interleave.Schedules;
using Interleave.Search;
using Interleave.Visited;

namespace Interleave.Strategies.DepthFirst;

/// <summary>The states that a worker comes to: looks each up, checks it if it is new, and says what is to be explored
/// from it.</summary>
internal sealed class StateMatching
{
    private const int Alone = -1;

    private readonly SearchRun _run;
    private readonly SequentialExecution _execution;
    private readonly SymmetryClasses _classes;
    private readonly VisitedTable _visited;
    private readonly Func<Schedule> _path;
    private readonly ReductionRules _rules;
    private int _thread = Alone;

    /// <summary>No visit yet.</summary>
    /// <param name="options">How to search.</param>
    /// <param name="run">Whose execution comes to states.</param>
    /// <param name="classes">Which of its fibers can change places.</param>
    /// <param name="visited">The states that all workers have visited.</param>
    /// <param name="path">How the execution came to where it is.</param>
    public StateMatching(
        SearchOptions options,
        SearchRun run,
        SymmetryClasses classes,
        VisitedTable visited,
        Func<Schedule> path
    )
    {
        (_run, _execution, _classes, _visited, _path) = (run, run.Execution, classes, visited, path);
        _rules = options.Rules.Reduction;
    }

    /// <summary>From now on the table is shared: this is its thread of that number.</summary>
    public void Share(int thread) => _thread = thread;

    /// <summary>The table is not shared any more.</summary>
    public void EndSharing() => _thread = Alone;

    /// <summary>Comes to the state that the execution is in.</summary>
    /// <param name="sleep">The fibers that need not be explored from it; of those, the ones that nobody has
    /// explored.</param>
    /// <param name="todo">The enabled fibers that are to be explored from it, and that nobody has explored.</param>
    /// <returns>False if the search goes no further from here.</returns>
    public bool Enter(ref uint sleep, out uint todo)
    {
        var kept = _classes.ToRanks(ref sleep);
        var isNew = Add(kept, out var slept);
        if (isNew ? !GoesOn() : _rules.IsExplored(slept, kept))
        {
            todo = 0;
            return false;
        }

        todo = _execution.Enabled() & ~sleep;
        if (slept != uint.MaxValue) // somebody has been here
        {
            todo &= _classes.FromRanks(slept & ~kept);
            sleep &= _classes.FromRanks(slept);
        }

        return true;
    }

    /// <summary>
    /// Looking a state up in a table larger than the caches costs more than the step that leads there. All successors
    /// are asked for at once, so that the memory fetches them side by side while the first is explored.
    /// </summary>
    /// <param name="todo">Whose steps lead to them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(uint todo)
    {
        if (_visited.IsLarge && BitOperations.PopCount(todo) > 1)
        {
            PrefetchAll(todo);
        }
    }

    private void PrefetchAll(uint todo)
    {
        for (var rest = todo; rest != 0; rest &= rest - 1)
        {
            var fiber = BitOperations.TrailingZeroCount(rest);
            if (_execution.Choices(fiber) == 1)
            {
                _execution.Step(fiber, 0, out var undo, out _);
                _visited.Prefetch(_execution.First);
                _execution.Undo(undo);
            }
        }
    }

    // Checks a new state; false if executions end there.
    private bool GoesOn()
    {
        if (_run.Monitor.CheckState() is { } violation)
        {
            Add(0, out _); // so that no later visit goes on from it
            _run.Report(violation, _path, false);
            return false;
        }

        if (_execution.Enabled() == 0)
        {
            _run.ReportEnd(_path, false);
            return false;
        }

        return true;
    }

    private bool Add(uint sleep, out uint slept) =>
        _thread == Alone
            ? _visited.Add(_execution.First, _execution.Second, sleep, out slept)
            : _visited.AddShared(_thread, _execution.First, _execution.Second, sleep, out slept);
}
