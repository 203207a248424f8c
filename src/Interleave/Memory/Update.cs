namespace Interleave.Memory;

/// <summary>
/// A read-modify-write of one cell, for packed words that no built-in operation fits. It must be a pure static
/// function: it may run any number of times, and only its value and result count.
/// </summary>
/// <param name="value">The cell's value.</param>
/// <param name="argument">The step's argument.</param>
/// <param name="result">What the awaiting routine receives.</param>
/// <returns>The cell's new value.</returns>
public delegate int Update(int value, int argument, out int result);
