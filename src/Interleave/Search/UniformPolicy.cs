using System.Numerics;

namespace Interleave.Search;

/// <summary>One fair die for each step.</summary>
internal sealed class UniformPolicy : SchedulePolicy
{
    public override void Begin(Execution execution, RandomSource random) { }

    public override int Pick(Execution execution, uint enabled, RandomSource random)
    {
        for (var skip = random.Below((uint)BitOperations.PopCount(enabled)); skip > 0; skip--)
        {
            enabled &= enabled - 1;
        }

        return BitOperations.TrailingZeroCount(enabled);
    }
}
