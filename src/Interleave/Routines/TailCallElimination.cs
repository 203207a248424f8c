namespace Interleave.Routines;

/// <summary>
/// Leaves callers out of a local state that will do nothing but return when their callee has: without them a fiber that
/// has called its way into another role is in the same local state as one that began there.
/// </summary>
/// <remarks>Routines that carry a name of their own stay, because properties may ask who is inside them.</remarks>
internal sealed class TailCallElimination(FiberRun run, TailCalls tails, LocalStateRules rules)
{
    /// <summary>Drops such callers from the frames that a run ended in.</summary>
    public void Apply(in RunEnd end)
    {
        if (tails == TailCalls.Kept)
        {
            return;
        }

        for (var frame = end.Top; frame?.Caller is { } caller; )
        {
            if (
                frame.IsOfRoutine
                && caller.IsOfRoutine
                && !frame.Layout.HasResult
                && !caller.Layout.HasResult
                && !caller.Layout.IsNamed
                && rules.OnlyReturns(run, caller.CloneUncalled(), end.Holdings)
            )
            {
                frame.SkipCaller();
            }
            else
            {
                frame = caller;
            }
        }
    }
}
