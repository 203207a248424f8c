using System.Threading;
using Interleave.Inline;
using Interleave.Memory;
using Microsoft.Coyote.Random;

namespace Interleave.Coyote;

/// <summary>
/// One execution that Coyote schedules: an operation for each fiber, a scheduling point before each step, and a pause where
/// a step cannot be taken. Every step is complete when it returns, so no continuation ever leaves its operation's thread and
/// nothing has to be rewritten.
/// </summary>
internal sealed class CoyoteExecution : InlineExecution
{
    private readonly Generator _choices = Generator.Create();
    private readonly Shadow _shadow;
    private readonly Action<CoyoteExecution, string?> _report;
    private readonly bool[] _paused;
    private readonly bool[] _finished;
    private volatile bool _isOver;

    /// <summary>Begins an execution.</summary>
    /// <param name="machine">Whose fibers to run.</param>
    /// <param name="shadow">The search's state, at its start.</param>
    /// <param name="report">Receives a violation, or how the engines differ; it does not return.</param>
    public CoyoteExecution(Machine machine, Shadow shadow, Action<CoyoteExecution, string?> report)
        : base(machine, sequentiallyConsistent: true)
    {
        _shadow = shadow;
        _report = report;
        _paused = new bool[Fibers.Length];
        _finished = new bool[Fibers.Length];
    }

    /// <summary>True when all fibers but daemons have returned, and no daemon can run.</summary>
    public bool HasEnded => Fibers.All(fiber => _finished[fiber.Index]
        || (fiber.IsDaemon && _paused[fiber.Index]
            && !Memory.IsOpen(fiber.Operation, Machine.LifetimeOf(fiber.Operation.Location))));

    /// <summary>Runs a fiber on the thread of its operation.</summary>
    public void Run(InlineFiber fiber)
    {
        fiber.Run();
        RequireReported();
        _finished[fiber.Index] = true;
    }

    /// <summary>Ends the daemons that are left, or threads that nobody controls any more.</summary>
    public void End() => _isOver = true;

    public override bool IsAbort(Exception exception) => exception is ThreadInterruptedException;

    public override bool Take(InlineFiber fiber, in Operation operation, out int result)
    {
        result = 0;
        RequireReported();
        Microsoft.Coyote.Runtime.SchedulingPoint.Interleave();
        if (_isOver)
        {
            return false;
        }

        var choice = 0;
        var effect = StepEffect.Taken;
        if (operation.Location >= 0)
        {
            effect = TryTake(fiber, operation, out result);
            if (effect == StepEffect.Blocked && !PauseUntilOpen(fiber, ref effect, out result))
            {
                return false;
            }
        }
        else if (operation.Kind == OperationKind.Choose)
        {
            result = choice = operation.A == 1 ? 0 : _choices.NextInteger(operation.A);
        }

        if (_shadow.Follow(fiber, choice, operation, result, Memory) is { } difference)
        {
            End();
            _report(this, difference);
        }

        if (effect != StepEffect.Taken)
        {
            Report(fiber, operation, effect);
            return false;
        }

        if (_shadow.Violation is { Kind: Search.ViolationKind.Always })
        {
            Failed();
        }

        return true;
    }

    public override void Failed()
    {
        End();
        _report(this, null);
    }

    // A condition that holds when Coyote schedules the operation still holds when it runs: nobody else runs in between.
    private bool PauseUntilOpen(InlineFiber fiber, ref StepEffect effect, out int result)
    {
        var operation = fiber.Operation;
        var lifetime = Machine.LifetimeOf(operation.Location);
        _paused[fiber.Index] = true;
        Microsoft.Coyote.Runtime.Operation.PauseUntil(() => _isOver || Memory.IsOpen(operation, lifetime));
        _paused[fiber.Index] = false;
        result = 0;
        if (!_isOver)
        {
            effect = TryTake(fiber, operation, out result);
        }

        return !_isOver && effect != StepEffect.Blocked; // still blocked: Coyote has let go of this thread
    }

    // A routine that failed has said so by now, as it runs on to its next step or its end within the step that failed.
    private void RequireReported()
    {
        if (!_isOver && _shadow.Violation is { } violation)
        {
            End();
            _report(this, $"the search has '{violation.Property}' violated, and the thread went on");
        }
    }
}
