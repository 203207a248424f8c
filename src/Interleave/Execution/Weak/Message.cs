namespace Interleave.Execution.Weak;

/// <summary>A store to a cell that somebody may still read.</summary>
/// <param name="value">The value.</param>
/// <param name="isAdjacent">True if it is of a read-modify-write that read the message before it: nothing may come
/// between.</param>
/// <param name="view">What a reader that acquires it learns.</param>
/// <param name="scFence">What was known to everybody when it was written.</param>
internal readonly ref struct Message(int value, bool isAdjacent, Span<byte> view, Span<byte> scFence)
{
    public int Value { get; } = value;

    public bool IsAdjacent { get; } = isAdjacent;

    public Span<byte> View { get; } = view;

    public Span<byte> ScFence { get; } = scFence;
}
