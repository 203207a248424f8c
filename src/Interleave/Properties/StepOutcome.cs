namespace Interleave.Properties;

/// <summary>A class of results of one step in the code.</summary>
/// <param name="Result">
/// Which: 0, 1 as the cell prints them, or <c>other</c>; <c>succeeds</c> or <c>fails</c>; <c>goes on</c> or <c>has to
/// wait</c>; an alternative such as <c>1 of 2</c>.
/// </param>
/// <param name="IsTaken">True if the step had such a result.</param>
/// <param name="Branch">Equal for classes after which the code goes on in the same way; from 0 up.</param>
public sealed record StepOutcome(string Result, bool IsTaken, int Branch);
