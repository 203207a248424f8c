using System.Collections.Immutable;
using System.Reflection;

namespace Interleave.Properties;

/// <summary>What a search reached. A routine that took no step in any call is not seen.</summary>
/// <param name="Routines">The methods that were entered, in the order of their names.</param>
/// <param name="Waits">Where some fiber had to wait for a condition, as in <see cref="WakeUp.Waiter"/>.</param>
/// <param name="HandOvers">Who ended a wait.</param>
/// <param name="BranchPoints">The steps of named routines that were announced and whose results matter, in no
/// order.</param>
public sealed record Coverage(
    ImmutableArray<MethodInfo> Routines,
    ImmutableArray<string> Waits,
    ImmutableArray<WakeUp> HandOvers,
    ImmutableArray<BranchPoint> BranchPoints
);

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
