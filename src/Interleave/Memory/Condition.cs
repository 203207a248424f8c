namespace Interleave.Memory;

/// <summary>What a fiber waits for. It must be a pure static function.</summary>
/// <param name="value">The cell's value.</param>
/// <param name="argument">The step's argument.</param>
/// <returns>True when the fiber may go on.</returns>
public delegate bool Condition(int value, int argument);
