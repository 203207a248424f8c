using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Traces;

/// <summary>A violation and how to get there.</summary>
/// <param name="Violation">What does not hold.</param>
/// <param name="Schedule">The steps that lead to it.</param>
/// <param name="IsShortest">True if no shorter schedule breaks the same property.</param>
public sealed record Counterexample(Violation Violation, Schedule Schedule, bool IsShortest)
{
    /// <summary>The execution that showed it first, counted from 1; 0 in an engine that does not count them.</summary>
    public long Execution { get; init; }

    /// <summary>The violation and the size of the schedule in one line.</summary>
    public override string ToString() =>
        $"{Violation.Property}: {Violation.Explanation} ({Quantity.Of(Schedule.Steps.Length, "step")}{(IsShortest ? ", shortest" : "")})";
}
