using System.Runtime.ExceptionServices;
using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>
/// Runs the code of fibers up to their next step: from the beginning, or from a local state on. A failure counts
/// whether the code reported it, threw it, or broke a rule of locks.
/// </summary>
internal sealed class StepCode(Machine machine)
{
    /// <summary>Runs a fiber's body up to its first step.</summary>
    public RunEnd Start(FiberDefinition fiber)
    {
        machine.Run.Begin(fiber.Holdings);
        ExceptionDispatchInfo? fault = null;
        try
        {
            var awaiter = fiber.Body().GetAwaiter();
            if (awaiter.IsCompleted)
            {
                machine.Run.BodyReturned();
                awaiter.GetResult();
            }
        }
        catch (Exception exception)
        {
            fault = ExceptionDispatchInfo.Capture(exception);
        }

        var method = fiber.Body.Method.Name;
        var name = method.Contains('<', StringComparison.Ordinal) ? $"the body of {fiber.Name}" : method;
        return machine.Run.End(fault, name);
    }

    /// <summary>Runs what follows the announced step of a local state, on a clone of its frames.</summary>
    public RunEnd GoOn(LocalState from, int result)
    {
        machine.Run.Begin(from.Holdings.After(from.Operation, result));
        var frame = from.Top!.CloneChain();
        machine.Run.Resume(frame, result);
        return machine.Run.End(null, from.Stack[0].MethodName);
    }

    /// <summary>Adds to how a run ended what the rules of locks say; a fiber that failed has no next step.</summary>
    public RunEnd Judge(in RunEnd end)
    {
        var failure = end.Failure ?? LockRules.Broken(machine, end.Holdings, end.Operation.Kind == OperationKind.None);
        return failure is null ? end : end with { Top = null, Operation = Operation.None, Failure = failure };
    }
}
