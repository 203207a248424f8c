namespace Interleave.Schedules;

/// <summary>A schedule cannot be followed: the program is not the one it was recorded from.</summary>
/// <param name="step">The step that failed, counted from 1.</param>
/// <param name="reason">What is different.</param>
public sealed class ScheduleDivergedException(int step, string reason) : Exception($"step {step}: {reason}")
{
    /// <summary>The step that failed, counted from 1.</summary>
    public int StepNumber { get; } = step;

    /// <summary>What is different there.</summary>
    public string Reason { get; } = reason;
}
