using System.Collections.Immutable;
using Interleave.Search;
using Interleave.Violations;

namespace Interleave.Hosts.Threads;

/// <summary>What runs on real threads have shown.</summary>
/// <param name="Verdict">Figures; it has no counterexamples, because threads keep no order of steps.</param>
/// <param name="Violations">What was violated, each property once.</param>
/// <param name="FinalStates">The distinct states in which executions ended that violated nothing but at their
/// end.</param>
/// <param name="Unjudged">
/// How many executions showed nothing: cut because a thread took too many steps, or with two threads that violated
/// different properties at once.
/// </param>
public sealed record ThreadResult(
    Verdict Verdict,
    ImmutableArray<Violation> Violations,
    IReadOnlySet<string> FinalStates,
    long Unjudged
);
