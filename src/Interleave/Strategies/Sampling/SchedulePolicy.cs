using System.Collections.Immutable;
using System.Numerics;
using Interleave.Execution.States;
using Interleave.Search;

namespace Interleave.Strategies.Sampling;

/// <summary>Which fiber goes next, in a search that runs executions one by one.</summary>
internal abstract class SchedulePolicy
{
    /// <summary>An execution begins.</summary>
    public abstract void Begin(SequentialExecution execution, RandomSource random);

    /// <summary>Picks a fiber.</summary>
    /// <param name="execution">The state.</param>
    /// <param name="enabled">The fibers that can take a step; at least one.</param>
    /// <param name="random">For the same seed the same numbers.</param>
    public abstract int Pick(SequentialExecution execution, uint enabled, RandomSource random);

    /// <summary>A fiber is about to take the step that it announced.</summary>
    public virtual void Taking(SequentialExecution execution, int fiber, RandomSource random) { }

    /// <summary>An execution is over.</summary>
    /// <param name="steps">How many steps it had.</param>
    /// <param name="wasCut">True if it was stopped before its end.</param>
    public virtual void Ended(int steps, bool wasCut) { }

    /// <summary>What can be said about what was not found, in sentences without a full stop.</summary>
    public virtual ImmutableArray<string> Notes() => [];
}

/// <summary>One fair die for each step.</summary>
internal sealed class UniformPolicy : SchedulePolicy
{
    public override void Begin(SequentialExecution execution, RandomSource random) { }

    public override int Pick(SequentialExecution execution, uint enabled, RandomSource random)
    {
        for (var skip = random.Below((uint)BitOperations.PopCount(enabled)); skip > 0; skip--)
        {
            enabled &= enabled - 1;
        }

        return BitOperations.TrailingZeroCount(enabled);
    }
}
