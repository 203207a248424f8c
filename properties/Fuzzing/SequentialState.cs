using System.Collections.Immutable;

namespace PgmapCheck.Properties.Fuzzing;

/// <summary>What is visible between two calls of a program of one thread, in plain numbers.</summary>
/// <param name="References">References to each page, in the order of declaration.</param>
/// <param name="Pins">Pins of each page.</param>
/// <param name="Mapped">True for each page that a process maps.</param>
/// <param name="Freed">True for each page whose block has been given away.</param>
/// <param name="Bound">True for each page map that is there.</param>
/// <param name="KeyUsers">How many want the static key, page maps not counted.</param>
internal sealed record SequentialState(
    ImmutableArray<int> References,
    ImmutableArray<int> Pins,
    ImmutableArray<bool> Mapped,
    ImmutableArray<bool> Freed,
    ImmutableArray<bool> Bound,
    int KeyUsers
);
