namespace Interleave.Search;

/// <summary>
/// A step of one fiber that made true what another fiber waits for in <see cref="Memory.Cell.Until"/>. Each side is the
/// outermost and the innermost named routine that it is in, or the fiber.
/// </summary>
/// <remarks>
/// For a step with a result, such as a wake-up that finds out whether the task slept, the result shows that it did; of a plain
/// store only the value before is not known, and it counts if it can have been one that did not satisfy the waiter.
/// </remarks>
/// <param name="Waker">Who took the step.</param>
/// <param name="Waiter">Who waits for it.</param>
public sealed record HandOver(string Waker, string Waiter);
