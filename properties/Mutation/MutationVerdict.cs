using Interleave.Mutation;

namespace PgmapCheck.Properties.Mutation;

/// <summary>What became of a mutant.</summary>
/// <param name="Mutation">The change.</param>
/// <param name="Scenario">The scenario that killed it; null if none did.</param>
/// <param name="Property">What it violates there, or what is no longer reached; null if it survives.</param>
/// <param name="Steps">How many steps the counterexample has; 0 without one.</param>
public sealed record MutationVerdict(StepMutation Mutation, string? Scenario, string? Property, int Steps)
{
    /// <summary>True if something noticed the change.</summary>
    public bool IsKilled => Property is not null;

    /// <summary>True if some scenario could not be searched to the end, so that surviving says less.</summary>
    public bool IsIncomplete { get; init; }
}
