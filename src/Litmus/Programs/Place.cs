namespace Litmus.Programs;

/// <summary>A place in a litmus file; both count from 1, and 0 is nowhere.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The column.</param>
public readonly record struct Place(int Line, int Column);
