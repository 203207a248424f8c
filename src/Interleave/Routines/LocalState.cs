using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Violations;

namespace Interleave.Routines;

/// <summary>One state a fiber can be in: its suspended frames, what it holds, and the step it has announced.</summary>
/// <param name="Id">Its number; equal local states have one number.</param>
/// <param name="Top">The innermost frame, never run itself; null when the fiber has returned or failed.</param>
/// <param name="Operation">The announced step.</param>
/// <param name="Holdings">Locks and references held.</param>
/// <param name="IsDaemon">True for a fiber that may stay blocked when all others have returned.</param>
/// <param name="Failure">What went wrong in the step that led here; the execution ends with it.</param>
internal sealed record LocalState(
    int Id,
    Frame? Top,
    Operation Operation,
    Holdings Holdings,
    bool IsDaemon,
    Violation? Failure
)
{
    /// <summary>Which steps were taken before their turn; null where all are taken in order.</summary>
    public EarlyState? Early { get; init; }

    /// <summary>The routines that are active, outermost first.</summary>
    public IReadOnlyList<FrameLayout> Stack { get; } = StackOf(Top);

    /// <summary>The same, as traces name them.</summary>
    public ImmutableArray<RoutineCall> Calls => [.. Stack.Select(frame => frame.Call)];

    private static FrameLayout[] StackOf(Frame? top)
    {
        var stack = new List<FrameLayout>();
        for (var frame = top; frame is not null; frame = frame.Caller)
        {
            if (frame.IsOfRoutine)
            {
                stack.Add(frame.Layout.Interpreting(frame.BoxedStateMachine));
            }
        }

        stack.Reverse();
        return [.. stack];
    }
}
