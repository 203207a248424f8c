namespace Interleave.Traces;

/// <summary>What a fiber holds at some point of a trace.</summary>
/// <param name="Name">A lock or a kind of reference.</param>
/// <param name="Count">How many, never 0.</param>
/// <param name="IsLock">True for a lock.</param>
public readonly record struct Holding(string Name, int Count, bool IsLock);
