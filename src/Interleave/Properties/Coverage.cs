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
