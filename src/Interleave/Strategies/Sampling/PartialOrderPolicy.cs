using System.Numerics;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Search;

namespace Interleave.Strategies.Sampling;

/// <summary>
/// Partial-order sampling (Yuan, Yang and Gu, CAV 2018): each announced step has a random priority, the highest is
/// taken, and the steps that it conflicts with draw anew. Schedules that differ only in the order of independent steps
/// are so sampled less often than under a die for each step.
/// </summary>
internal sealed class PartialOrderPolicy : SchedulePolicy
{
    private ulong[] _priorities = [];

    public override void Begin(SequentialExecution execution, RandomSource random)
    {
        _priorities = _priorities.Length == execution.FiberCount ? _priorities : new ulong[execution.FiberCount];
        for (var fiber = 0; fiber < _priorities.Length; fiber++)
        {
            _priorities[fiber] = random.Next();
        }
    }

    public override int Pick(SequentialExecution execution, uint enabled, RandomSource random)
    {
        var best = BitOperations.TrailingZeroCount(enabled);
        for (var rest = enabled & (enabled - 1); rest != 0; rest &= rest - 1)
        {
            var fiber = BitOperations.TrailingZeroCount(rest);
            best = _priorities[fiber] > _priorities[best] ? fiber : best;
        }

        return best;
    }

    public override void Taking(SequentialExecution execution, int fiber, RandomSource random)
    {
        ref readonly var step = ref execution.OperationOf(fiber);
        for (var other = 0; other < _priorities.Length; other++)
        {
            if (other == fiber || HotOperation.Conflict(step, execution.OperationOf(other)))
            {
                _priorities[other] = random.Next();
            }
        }
    }
}
