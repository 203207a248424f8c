namespace Interleave.Search.Relaxed;

/// <summary>A store to a cell that somebody may still read.</summary>
/// <param name="value">The value.</param>
/// <param name="isTied">True if it is of a read-modify-write that read the message before it: nothing may come between.</param>
/// <param name="view">What a reader that acquires it learns: for each cell a place in its history.</param>
/// <param name="settled">What was known to everybody when it was written.</param>
internal sealed class Message(int value, bool isTied, int[] view, int[] settled)
{
    public int Value { get; } = value;

    public bool IsTied { get; } = isTied;

    public int[] View { get; } = view;

    public int[] Settled { get; } = settled;
}
