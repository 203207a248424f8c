using Interleave.Violations;

namespace Interleave.Routines;

/// <summary>Thrown by a routine that cannot go on: its fiber's execution ends with the violation.</summary>
/// <param name="violation">What is violated.</param>
public class ViolationException(Violation violation) : Exception(violation.Explanation)
{
    /// <summary>What is violated.</summary>
    public Violation Violation { get; } = violation;
}
