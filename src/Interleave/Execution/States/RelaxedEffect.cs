using Interleave.Memory;

namespace Interleave.Execution.States;

/// <summary>What a step did.</summary>
/// <param name="Operation">The step; of a store that arrives, the store.</param>
/// <param name="Path">How its value got to or from memory.</param>
/// <param name="Before">The cell's value before, as this step found it.</param>
/// <param name="After">The cell's value after, as this step left it.</param>
/// <param name="Result">What the awaiting routine received.</param>
internal readonly record struct RelaxedEffect(
    Operation Operation,
    AccessPath Path,
    int Before = 0,
    int After = 0,
    int Result = 0
);
