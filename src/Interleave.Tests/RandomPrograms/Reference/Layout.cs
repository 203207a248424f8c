using Interleave.Memory;

namespace Interleave.Tests.RandomPrograms.Reference;

/// <summary>Where the words of a random program are, in the order in which the engine's programs declare
/// them.</summary>
/// <param name="Cells">How many cells there are.</param>
/// <param name="CanFree">True if the last of them has a lifetime.</param>
/// <param name="Memory">Which memory the program runs on.</param>
internal sealed record Layout(int Cells, bool CanFree, MemoryModel Memory)
{
    /// <summary>Tells whether the lifetime lasts.</summary>
    public const int Life = 0;

    /// <summary>The first cell.</summary>
    public const int FirstCell = 1;

    /// <summary>The number of the lock that grace periods take.</summary>
    public const int GracePeriodLock = Interpreter.Locks;

    /// <summary>Counts those in sections.</summary>
    public int Readers => FirstCell + Cells + Interpreter.Locks;

    /// <summary>The word of the lock that grace periods take.</summary>
    public int GracePeriod => Readers + 1;

    /// <summary>How many words there are.</summary>
    public int Words => GracePeriod + 1;

    /// <summary>The word of a lock.</summary>
    public int LockWord(int number) => FirstCell + Cells + number;

    /// <summary>True if the word may be touched only while the lifetime lasts.</summary>
    public bool HasLife(int word) => CanFree && word == FirstCell + Cells - 1;

    /// <summary>Whether a barrier does anything.</summary>
    public bool IsStep(MemoryBarrier barrier) =>
        Memory switch
        {
            MemoryModel.Sequential => false,
            MemoryModel.Tso => barrier == MemoryBarrier.Full,
            _ => true,
        };
}
