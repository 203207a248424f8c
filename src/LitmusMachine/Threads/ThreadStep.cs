using Interleave.Memory;

namespace LitmusMachine.Threads;

/// <summary>An instruction with what it is done to and with.</summary>
/// <param name="At">Its place in the thread.</param>
/// <param name="Class">What it is to the order of others.</param>
/// <param name="Cell">The cell; -1 if there is none, <see cref="WildCell"/> for an address that is none.</param>
/// <param name="Operand">What is stored, added or expected.</param>
/// <param name="Second">What is written instead of what is expected, or forbids adding.</param>
/// <param name="Needs">The waiting instructions that it depends on, as bits by their slots.</param>
internal readonly record struct ThreadStep(
    int At,
    StepClass Class,
    int Cell = -1,
    int Operand = 0,
    int Second = 0,
    int Needs = 0
)
{
    /// <summary>Stands for a cell that is none of the test's.</summary>
    public const int WildCell = -2;

    /// <summary>True if a later step may not be done while this one is not, although it does not need it.</summary>
    public bool StaysBefore(in ThreadStep later) =>
        LocalOrder.Keeps(Class, later.Class, Cell >= 0 && Cell == later.Cell);
}

/// <summary>An instruction that a thread has passed by and will do later.</summary>
/// <param name="Step">The instruction.</param>
/// <param name="Slot">Its number among those that wait.</param>
/// <param name="Found">What it is to find in its cell; null if nobody will look at that.</param>
/// <param name="Behind">Those that have to be done before it, as bits by their slots.</param>
/// <param name="IsPassed">True once a later instruction has changed memory: before, to wait was in vain.</param>
internal readonly record struct WaitingStep(ThreadStep Step, int Slot, int? Found, int Behind, bool IsPassed);

/// <summary>What a thread may do next.</summary>
/// <param name="Kind">Whether it does the next instruction, lets it wait, or does one that waits.</param>
/// <param name="Slot">Which of those that wait, to do it or to load from it.</param>
/// <param name="Found">What an instruction that is to wait will find; null if nobody will look at that.</param>
internal readonly record struct ThreadMove(MoveKind Kind, int Slot = -1, int? Found = null);

/// <summary>The ways in which a thread goes on.</summary>
internal enum MoveKind
{
    /// <summary>Does the next instruction.</summary>
    Do,

    /// <summary>Lets it wait.</summary>
    Wait,

    /// <summary>Does an instruction that waits.</summary>
    CatchUp,

    /// <summary>Loads what a store that waits will store.</summary>
    Forward,
}
