using System.Runtime.CompilerServices;
using Interleave.Execution.States;
using Interleave.Reduction;
using Interleave.Search;
using Interleave.Visited;

namespace Interleave.Strategies.DepthFirst;

/// <summary>
/// Depth-first search from the work that it is given, over visited states that all workers share. It is alone, or one
/// of several threads as a <see cref="SharedWorker"/>.
/// </summary>
internal sealed class DepthFirstWorker
{
    private readonly SearchRun _run;
    private readonly SequentialExecution _execution;
    private readonly VisitedTable _visited;
    private readonly PersistentSteps? _persistent;
    private readonly SymmetryClasses _classes;
    private readonly SleepSets _rules;
    private readonly int _maxDepth;

    /// <summary>A worker with nothing to do yet.</summary>
    /// <param name="options">How to search.</param>
    /// <param name="run">What it keeps; its execution is in the first state.</param>
    /// <param name="visited">The states that all have visited.</param>
    /// <param name="persistent">What is taken at once in each state; null for nothing.</param>
    public DepthFirstWorker(SearchOptions options, SearchRun run, VisitedTable visited, PersistentSteps? persistent)
    {
        (_run, _execution, _visited, _persistent) = (run, run.Execution, visited, persistent);
        _classes = new SymmetryClasses(_execution, options.Symmetry);
        _rules = new SleepSets(options, _execution);
        _maxDepth = options.Bounds.MaxDepth;
        Stack = new SearchStack(run, persistent);
        Stop = new StopRules(run, visited, Stack, options.SleepSets || persistent is not null);
        Visits = new StateMatching(options, run, _classes, visited, Stack.Path);
    }

    /// <summary>Where it is, and what it still has to do.</summary>
    public SearchStack Stack { get; }

    /// <summary>The states that it comes to.</summary>
    public StateMatching Visits { get; }

    /// <summary>When it has to stop.</summary>
    public StopRules Stop { get; }

    /// <summary>False once it has met something that its persistent steps do not reckon with.</summary>
    public bool KnowsAll => _persistent is not { KnowsAll: false };

    /// <summary>Begins with the first state.</summary>
    public void Begin() => Arrive(0);

    /// <summary>Goes on with what is on the stack, alone, to the end or until there are that many states.</summary>
    /// <returns>False if it had to stop.</returns>
    public bool Run(long until)
    {
        while (!Stack.IsEmpty && _visited.Count < until)
        {
            if (Stack.Advance())
            {
                if (Stop.MustStop())
                {
                    Stack.Top.PutBack();
                    return false;
                }

                Explore();
            }
        }

        return true;
    }

    /// <summary>Takes the step that was chosen in the topmost state, and sees where it leads.</summary>
    public void Explore()
    {
        ref var frame = ref Stack.Top;
        if (frame.Choices == 0)
        {
            frame.Choices = _execution.Choices(frame.Fiber);
            frame.Explored = _classes.EqualTo(frame.Fiber);
        }

        var sleep = _rules.After(frame.Sleep, frame.Fiber);
        var violation = Stack.Take(out var result);
        _run.Transitions++;
        _run.Audit(frame.Undo, result);
        if (violation is not null)
        {
            _run.Report(violation, Stack.Path, false);
        }
        else
        {
            Arrive(sleep);
        }
    }

    private void Arrive(uint sleep)
    {
        if (_persistent is not null)
        {
            if (_persistent.Take(out var moved) is { } violation)
            {
                _run.Report(violation, Stack.Path, false);
                return;
            }

            sleep &= ~moved;
        }

        if (Visits.Enter(ref sleep, out var todo))
        {
            GoOn(todo, sleep);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void GoOn(uint todo, uint sleep)
    {
        if (Stack.Depth >= _maxDepth)
        {
            _run.LeaveOut($"executions were cut at {Quantity.Of(_maxDepth, "step")}");
            return;
        }

        todo = _classes.OneOfEach(todo);
        if (todo == 0)
        {
            return;
        }

        if (_persistent is null)
        {
            Visits.Prefetch(todo);
        }

        Stack.Push(OpenFrame.Untouched(todo, sleep));
    }
}
