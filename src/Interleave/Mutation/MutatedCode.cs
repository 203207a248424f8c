using System.Reflection;
using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Mutation;

/// <summary>
/// Changes the code that runs on a machine, where it suspends: a step when it is announced, a call when its caller
/// suspends on it, and the order of two when the fiber's run up to its next step has ended. Or tells which changes
/// there would be.
/// </summary>
internal sealed class MutatedCode(FiberRun run, StepMutation? mutation, Action<StepMutation, MethodInfo?>? observe)
    : ICodeChange
{
    // A step's result counts as unused if the code goes on in the same way with each of these.
    private static readonly int[] s_results = [0, 1, 2, 1000]; // not negative: code may shift a word until it is 0

    private readonly List<(Frame Callee, Frame Caller)> _calls = [];
    private bool _runsAhead;

    /// <summary>A fiber begins to run to its next step.</summary>
    public void Begun()
    {
        if (!_runsAhead)
        {
            _calls.Clear();
        }
    }

    /// <summary>A step was announced. It belongs to the routine that awaits it.</summary>
    public void Announced(Frame frame, ref Operation operation)
    {
        if (_runsAhead)
        {
            return;
        }

        var site = SiteOf(frame, operation);
        foreach (var change in observe is null ? [] : StepMutation.OperatorsFor(site))
        {
            observe!(new StepMutation(site, change), frame.Layout.Method);
        }

        if (site == mutation?.Site)
        {
            operation = mutation.Apply(operation);
        }
    }

    /// <summary>A routine suspended on a call. What returns a value cannot be left out or moved.</summary>
    public void Called(Frame callee, Frame caller)
    {
        if (_runsAhead || callee.Layout.HasResult)
        {
            return;
        }

        _calls.Add((callee, caller));
        var change = new StepMutation(SiteOf(caller, OperationKind.None), StepOperator.LeaveOut);
        observe?.Invoke(change, caller.Layout.Method);
        if (change == mutation)
        {
            run.SuspendBefore(new Operation(OperationKind.Pass, -1, Label: "(left out)"), caller);
        }
    }

    /// <summary>A fiber has run to its next step: where it is, which may be before another step.</summary>
    public RunEnd Ended(in RunEnd end)
    {
        if (
            end.Failure is not null
            || end.Top is not { IsOfRoutine: true }
            || mutation is { Operator: not StepOperator.Swap }
        )
        {
            return end;
        }

        if (
            end.Operation.Kind is not (OperationKind.Pass or OperationKind.Choose)
            && Swap(end, end.Top, null) is { } swapped
        )
        {
            return swapped;
        }

        for (var i = 0; i < _calls.Count; i++)
        {
            if (Swap(end, _calls[i].Caller, _calls[i].Callee) is { } after)
            {
                return after;
            }
        }

        return end;
    }

    // The routine runs ahead to what it does next. That is done first, and a frame put under it does what was to be
    // first.
    private RunEnd? Swap(in RunEnd end, Frame frame, Frame? callee)
    {
        var holdings = end.Holdings;
        var change = new StepMutation(
            SiteOf(frame, callee is null ? end.Operation.Kind : OperationKind.None),
            StepOperator.Swap
        );
        if (
            (observe is null && change != mutation)
            || RunAhead(frame, holdings, 0) is not { } ahead
            || (callee is null && !s_results.All(result => IsSame(ahead, RunAhead(frame, holdings, result))))
        )
        {
            return null;
        }

        observe?.Invoke(change, frame.Layout.Method);
        if (observe is not null)
        {
            return null;
        }

        var (after, second) = ahead;
        var deferred = new DeferredFrame(
            run,
            end.Operation,
            callee is null ? null : (end.Top!, callee),
            after.Holdings.Minus(holdings)
        );
        deferred.ReturnTo(second);
        if (CalleeOf(after.Top!, second) is not { } called)
        {
            return after with { Top = deferred, Holdings = holdings };
        }

        called.ReturnTo(deferred);
        return after with { Holdings = holdings };
    }

    private (RunEnd End, Frame Frame)? RunAhead(Frame frame, Holdings holdings, int result)
    {
        var clone = frame.CloneChain();
        _runsAhead = true;
        var end = run.RunAhead(clone, holdings, result);
        _runsAhead = false;
        return
            end is not { } ahead
            || clone.Await == frame.Await
            || ahead.Operation.Kind is OperationKind.Pass or OperationKind.Choose
            || CalleeOf(ahead.Top!, clone)?.Layout.HasResult == true
            ? null
            : (ahead, clone);
    }

    private static bool IsSame((RunEnd End, Frame Frame) one, (RunEnd End, Frame Frame)? other) =>
        other is { } there
        && one.End.Operation == there.End.Operation
        && KeyOf(one, out var handles).Equals(KeyOf(there, handles));

    private static LocalKey KeyOf((RunEnd End, Frame Frame) ahead, out Handles handles) =>
        KeyOf(ahead, handles = new Handles());

    private static LocalKey KeyOf((RunEnd End, Frame Frame) ahead, Handles handles)
    {
        var key = new LocalKey(handles);
        ahead.End.Holdings.Write(key);
        for (var frame = ahead.End.Top; frame is not null; frame = frame.Caller)
        {
            frame.Write(key, DeadLocals.Kept, LocalStateRules.Sound);
        }

        return key;
    }

    private static Frame? CalleeOf(Frame top, Frame caller)
    {
        var frame = top;
        while (frame != caller && frame.Caller != caller)
        {
            frame = frame.Caller!;
        }

        return frame == caller ? null : frame;
    }

    // What is taken and dropped can only be changed together: a mutant that took a lock and never dropped it, or left a
    // section that it had not entered, would show nothing but that.
    private StepSite SiteOf(Frame frame, in Operation operation) =>
        operation switch
        {
            {
                Kind: OperationKind.Acquire
                    or OperationKind.TryAcquire
                    or OperationKind.AcquireShared
                    or OperationKind.Release
                    or OperationKind.ReleaseShared
            } => StepSite.OfLock(run.Memory.Cells[operation.Location].Name),
            { Order: MemoryOrder.EnterSection or MemoryOrder.LeaveSection } => StepSite.OfSection(
                frame.Layout.MethodName,
                run.Memory.Cells[operation.Location].Name
            ),
            _ => SiteOf(frame, operation.Kind),
        };

    private static StepSite SiteOf(Frame frame, OperationKind kind) => new(frame.Layout.MethodName, frame.Await, kind);
}
