using System.Numerics;
using System.Runtime.CompilerServices;
using Interleave.Execution.States;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Strategies.Livelocks;

/// <summary>
/// The way that a walk of every step, depth first, has come: the states on it, the step taken from each, and those that
/// are yet to be taken there.
/// </summary>
internal sealed class StepPath(SequentialExecution execution)
{
    private Level[] _levels = new Level[1024];
    private int _top = -1;

    /// <summary>How many states are on it whose steps are being taken.</summary>
    public int Depth => _top + 1;

    /// <summary>Whose step is being taken from the last of them; meaningless if there is none.</summary>
    public int Fiber => _levels[_top].Fiber;

    public long Bytes => (long)_levels.Length * Unsafe.SizeOf<Level>();

    /// <summary>Goes on from the state that the execution is in.</summary>
    /// <param name="todo">The fibers whose steps are to be taken there.</param>
    public void Enter(uint todo)
    {
        if (++_top == _levels.Length)
        {
            Array.Resize(ref _levels, _top * 2);
        }

        _levels[_top] = new Level { Todo = todo };
    }

    /// <summary>Is done with the last state; the execution is there.</summary>
    public void Leave() => _top--;

    /// <summary>Takes the execution back to the last state, and chooses the next step there; false if all have been
    /// taken.</summary>
    public bool NextMove()
    {
        ref var level = ref _levels[_top];
        if (level.IsMoved)
        {
            execution.Undo(level.Undo);
            level.IsMoved = false;
        }

        if (level.Choice + 1 < level.Choices)
        {
            level.Choice++;
            return true;
        }

        if (level.Todo == 0)
        {
            return false;
        }

        level.Fiber = BitOperations.TrailingZeroCount(level.Todo);
        level.Todo &= level.Todo - 1;
        level.Choice = 0;
        level.Choices = execution.Choices(level.Fiber);
        return true;
    }

    /// <summary>Takes the step that was chosen.</summary>
    public Violation? Move(out StepUndo undo, out int result)
    {
        ref var level = ref _levels[_top];
        var violation = execution.Step(level.Fiber, level.Choice, out level.Undo, out result);
        level.IsMoved = true;
        undo = level.Undo;
        return violation;
    }

    /// <summary>The steps to the last state.</summary>
    public ScheduledStep[] Steps()
    {
        var steps = new ScheduledStep[_top];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = new ScheduledStep(_levels[i].Fiber, _levels[i].Choice);
        }

        return steps;
    }

    private struct Level
    {
        public StepUndo Undo;
        public uint Todo;
        public int Fiber;
        public int Choice;
        public int Choices;
        public bool IsMoved;
    }
}
