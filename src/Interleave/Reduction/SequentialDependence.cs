using System.Runtime.CompilerServices;
using Interleave.Execution.States;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Reduction;

/// <summary>Which steps depend on each other under sequential consistency: the order of two that do not cannot
/// matter.</summary>
/// <param name="execution">The state at hand.</param>
/// <param name="options">Whether independence may be conditional, on the state (Godefroid, LNCS 1032, definition
/// 5.1).</param>
internal sealed class SequentialDependence(SequentialExecution execution, SearchOptions options)
{
    private readonly SequentialExecution _execution = execution;
    private readonly LocalStates _locals = execution.Locals;
    private readonly bool _isConditional = options.ConditionalIndependence;
    private readonly ReductionRules _rules = options.Rules.Reduction;

    /// <summary>True if the next steps of two fibers, both enabled, lead to the same state in either order from the
    /// state at hand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Commute(int a, int b) =>
        !_rules.AreDependent(_execution.OperationOf(a), _execution.OperationOf(b))
        || (_isConditional && CommuteHere(a, b));

    /// <summary>
    /// True if the next steps of two fibers on one cell, both enabled, lead to the same state from this one in either
    /// order: neither disables the other, the cell ends up the same, and neither fiber makes anything of the difference
    /// in its result.
    /// </summary>
    private bool CommuteHere(int a, int b)
    {
        var (localA, localB) = (_execution.LocalIds[a], _execution.LocalIds[b]);
        ref readonly var stepA = ref _locals.Operations[localA];
        ref readonly var stepB = ref _locals.Operations[localB];
        var life = stepA.Lifetime < 0 ? 1 : _execution.Memory[stepA.Lifetime];
        if (stepA.Location != stepB.Location || life == 0 || !stepA.HasOutcome || !stepB.HasOutcome)
        {
            return false;
        }

        var value = _execution.Memory[stepA.Location];
        var firstA = stepA.Apply(value, out var behindA);
        var firstB = stepB.Apply(value, out var behindB);
        if ((stepA.IsGuarded && !stepA.IsOpen(behindB, life)) || (stepB.IsGuarded && !stepB.IsOpen(behindA, life)))
        {
            return false;
        }

        var secondA = stepA.Apply(behindB, out var behindBoth);
        var secondB = stepB.Apply(behindA, out var behindBothToo);
        return behindBoth == behindBothToo
            && _rules.GoOnAlike(_locals, localA, firstA, secondA)
            && _rules.GoOnAlike(_locals, localB, firstB, secondB);
    }
}
