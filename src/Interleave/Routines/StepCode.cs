using System.Runtime.ExceptionServices;
using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>
/// Runs the code of fibers up to their next step: from the beginning, or from a local state on. A failure counts
/// whether the code reported it, threw it, or broke a rule of locks.
/// </summary>
internal sealed class StepCode(FiberRun run)
{
    /// <summary>Runs a fiber's body up to its first step.</summary>
    public RunEnd Start(FiberDefinition fiber)
    {
        run.Begin(fiber.Holdings);
        ExceptionDispatchInfo? fault = null;
        try
        {
            var awaiter = fiber.Body().GetAwaiter();
            if (awaiter.IsCompleted)
            {
                run.BodyReturned();
                awaiter.GetResult();
            }
        }
        catch (Exception exception)
        {
            fault = ExceptionDispatchInfo.Capture(exception);
        }

        var method = fiber.Body.Method.Name;
        var name = method.Contains('<', StringComparison.Ordinal) ? $"the body of {fiber.Name}" : method;
        return run.End(fault, name);
    }

    /// <summary>Runs what follows the announced step of a local state, on a clone of its frames.</summary>
    public RunEnd GoOn(LocalState from, int result)
    {
        run.Begin(from.Holdings.After(from.Operation, result));
        var frame = from.Top!.CloneChain();
        run.Resume(frame, result);
        return run.End(null, from.Stack[0].MethodName);
    }

    /// <summary>How many of a local state's frames are left when its step has returned, counted from the
    /// outermost.</summary>
    /// <remarks>
    /// A local state does not tell one activation of a routine from the next, so the code is run once more. What the
    /// fiber holds besides locks is what it held: the holdings before the step will do.
    /// </remarks>
    public int CountKept(LocalState before, int result)
    {
        run.Begin(before.Holdings);
        var top = before.Top!.CloneChain();
        run.Resume(top, result);
        var frames = new HashSet<Frame>(ChainOf(top));
        return ChainOf(run.End(null, before.Stack[0].MethodName).Top).Count(frames.Contains);
    }

    private static IEnumerable<Frame> ChainOf(Frame? top)
    {
        for (var frame = top; frame is not null; frame = frame.Caller)
        {
            yield return frame;
        }
    }

    /// <summary>Adds to how a run ended what the rules of locks say; a fiber that failed has no next step.</summary>
    public RunEnd Judge(in RunEnd end)
    {
        var failure =
            end.Failure ?? LockRules.Broken(run.Memory, end.Holdings, end.Operation.Kind == OperationKind.None);
        return failure is null ? end : end with { Top = null, Operation = Operation.None, Failure = failure };
    }
}

/// <summary>One thread of a program.</summary>
/// <param name="Name">What traces call it.</param>
/// <param name="Body">Its code.</param>
/// <param name="IsDaemon">True if it may be blocked when all others have returned, as a softirq is.</param>
/// <param name="Holdings">What it holds at the start.</param>
internal sealed record FiberDefinition(string Name, Func<Routine> Body, bool IsDaemon, Holdings Holdings);
