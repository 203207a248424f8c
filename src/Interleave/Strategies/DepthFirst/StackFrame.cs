using System.Numerics;
using Interleave.Execution.States;
using Interleave.Search;

namespace Interleave.Strategies.DepthFirst;

/// <summary>A state on the stack of a depth-first search: the step that is being explored from it, and what comes after
/// that.</summary>
internal struct StackFrame
{
    /// <summary>Takes the step back, once it is taken.</summary>
    public StepUndo Undo;

    /// <summary>The fibers that are still to be explored, as a bit set.</summary>
    public uint Todo;

    /// <summary>The fibers that need not be.</summary>
    public uint Sleep;

    /// <summary>The fiber that is being explored, and those equal to it.</summary>
    public uint Explored;

    /// <summary>Whose step is being explored; -1 before the first.</summary>
    public int Fiber;

    /// <summary>Which way it goes.</summary>
    public int Choice;

    /// <summary>In how many ways it can go; 0 until its first is taken.</summary>
    public int Choices;

    /// <summary>How many persistent steps were taken before it, from the first state on.</summary>
    public int Persistent;

    /// <summary>True while the step is taken.</summary>
    public bool IsMoved;

    /// <summary>What is kept of it to go on elsewhere.</summary>
    public readonly OpenFrame Open => new(Fiber, Choice, Choices, Todo, Sleep, Explored);

    /// <summary>Takes over what is open; no step is taken.</summary>
    public void Begin(in OpenFrame open)
    {
        (Fiber, Choice, Choices) = (open.Fiber, open.Choice, open.Choices);
        (Todo, Sleep, Explored) = (open.Todo, open.Sleep, open.Explored);
        IsMoved = false;
    }

    /// <summary>Chooses the step to be explored next: another way of the same fiber, or another fiber. False if there
    /// is none.</summary>
    public bool ChooseNext()
    {
        if (Fiber >= 0 && Choice + 1 < Choices)
        {
            Choice++;
            return true;
        }

        Sleep |= Explored;
        if (Todo == 0)
        {
            return false;
        }

        Fiber = BitOperations.TrailingZeroCount(Todo);
        Todo &= Todo - 1;
        Choice = 0;
        Choices = 0;
        return true;
    }

    /// <summary>Puts back what <see cref="ChooseNext"/> chose, if the step is not taken after all.</summary>
    public void PutBack()
    {
        if (Choices == 0)
        {
            Todo |= 1u << Fiber;
        }
        else
        {
            Choice--;
        }
    }
}
