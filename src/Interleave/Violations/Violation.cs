namespace Interleave.Violations;

/// <summary>A property that does not hold, and how it shows.</summary>
/// <param name="Kind">What kind of property.</param>
/// <param name="Property">Its name: violations of one program with the same name are one finding.</param>
/// <param name="Explanation">One line about this state: which object, which values.</param>
public sealed record Violation(ViolationKind Kind, string Property, string Explanation);
