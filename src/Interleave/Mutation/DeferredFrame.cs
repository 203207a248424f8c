using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Mutation;

/// <summary>
/// Stands between a routine and the step or call that it awaits, and does an earlier step or call of that routine when
/// this has returned: so the two have changed places.
/// </summary>
/// <param name="run">What it runs in.</param>
/// <param name="step">The earlier step, or the first one of the earlier call.</param>
/// <param name="call">The suspended frames of the earlier call, innermost and outermost; null for a step.</param>
/// <param name="changes">What the routine takes and drops between the two: part of the earlier step.</param>
internal sealed class DeferredFrame(
    FiberRun run,
    Operation step,
    (Frame Top, Frame Bottom)? call,
    ImmutableArray<(int Resource, int Change)> changes
) : Frame(run)
{
    private bool _isUnderWay;
    private int _result; // of what is awaited

    public override bool IsOfRoutine => false;

    public override int Bytes => 128;

    public override FrameLayout Layout => Caller!.Layout;

    public override object BoxedStateMachine => Caller!.BoxedStateMachine;

    public override void MoveNext()
    {
        if (_isUnderWay)
        {
            Run.ChangeHoldings(changes);
            Run.StepResult = _result;
            Return(null);
            return;
        }

        _isUnderWay = true;
        _result = Run.StepResult;
        Run.SuspendBefore(step, call is var (top, bottom) ? top.CloneChain(bottom, this) : this);
    }

    public override void Write(LocalKey key, DeadLocals deadLocals, LocalStateRules rules)
    {
        key.Add(long.MinValue); // no routine's
        key.Add(_isUnderWay ? 1 : 0);
        key.Add(_result);
        key.Add((int)step.Kind);
        key.Add(step.Location);
        key.Add(step.A);
        key.Add(step.B);
        key.Add(step.Function is { Method: var method } ? StableHash.Of($"{method.DeclaringType}.{method.Name}") : 0);
        foreach (var (resource, change) in changes)
        {
            key.Add(resource);
            key.Add(change);
        }

        for (var frame = call?.Top; frame is not null; frame = frame == call!.Value.Bottom ? null : frame.Caller)
        {
            frame.Write(key, deadLocals, rules);
        }
    }

    protected override Frame CloneAlone() =>
        new DeferredFrame(Run, step, call, changes) { _isUnderWay = _isUnderWay, _result = _result };
}
