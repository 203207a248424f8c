namespace Interleave.Tests.RandomPrograms.Reference;

/// <summary>All that can come of a program.</summary>
/// <param name="Outcomes">How its executions can end, in words.</param>
/// <param name="Violated">What can be violated, each with its kind.</param>
/// <param name="NeverReached">What is seen in no state.</param>
/// <param name="States">Its states, the first one first.</param>
internal sealed record ReferenceResult(
    IReadOnlySet<string> Outcomes,
    IEnumerable<string> Violated,
    IEnumerable<string> NeverReached,
    IReadOnlyList<ReferenceState> States
) : IAccount
{
    /// <inheritdoc/>
    public string Name => "the reference";
}
