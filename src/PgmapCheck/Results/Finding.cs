using Interleave.Traces;
using PgmapCheck.Cases;

namespace PgmapCheck.Results;

/// <summary>A violation, made as simple as it gets and replayed.</summary>
/// <param name="Counterexample">The violation and its simplest schedule.</param>
/// <param name="Trace">What happens along it.</param>
internal sealed record Finding(Counterexample Counterexample, Trace Trace)
{
    /// <summary>Simplifies and replays what a search found.</summary>
    /// <exception cref="InvalidOperationException">The replay does not show the violation: a bug of the
    /// checker.</exception>
    public static Finding Of(Case @case, Counterexample found)
    {
        var simple = Simplification.Simplify(@case.Program, found);
        var trace = Replayer.Replay(@case.Program, simple.Schedule);
        return trace.Violation is { } violation && violation.Property == found.Violation.Property
            ? new Finding(simple, trace)
            : throw new InvalidOperationException(
                $"a replay of '{simple.Schedule}' does not violate '{found.Violation.Property}' as the search did"
            );
    }
}
