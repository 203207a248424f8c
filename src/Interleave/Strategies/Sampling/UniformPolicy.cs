using System.Numerics;
using Interleave.Execution.States;
using Interleave.Search;

namespace Interleave.Strategies.Sampling;

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
