using Interleave.Traces;

namespace Interleave.Coyote;

/// <summary>What Coyote has shown.</summary>
/// <param name="Iterations">How many schedules it ran; if it found a bug, the last one shows it.</param>
/// <param name="Report">Coyote's own words for the bug; null if it found none.</param>
/// <param name="Counterexample">The bug as a schedule of ours, judged by a replay of ours; null if there is
/// none.</param>
/// <param name="CoyoteTrace">The schedule as Coyote keeps it, to be replayed by it; null if there is none.</param>
/// <param name="Elapsed">Wall-clock time.</param>
public sealed record CoyoteResult(
    int Iterations,
    string? Report,
    Counterexample? Counterexample,
    string? CoyoteTrace,
    TimeSpan Elapsed
);
