namespace Interleave.Properties;

/// <summary>
/// A step of one fiber that made true what another fiber waits for in <see cref="Memory.Cell.Until"/>. Each side is the
/// outermost and the innermost named routine that it is in, or the fiber.
/// </summary>
/// <remarks>
/// In some state that the search saw, the other fiber had to wait, and the step would have let it go on: whatever
/// schedule a search of all states follows, that step is one of those that it takes there.
/// </remarks>
/// <param name="Waker">Who took the step.</param>
/// <param name="Waiter">Who waits for it.</param>
public sealed record WakeUp(string Waker, string Waiter);
