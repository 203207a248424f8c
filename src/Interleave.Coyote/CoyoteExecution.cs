using System.Threading;
using Interleave.Hosts.Inline;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Violations;
using Microsoft.Coyote.Random;

namespace Interleave.Coyote;

/// <summary>
/// One execution that Coyote schedules: an operation for each fiber, a scheduling point before each step, and a pause
/// where a step cannot be taken. Every step is complete when it returns, so no continuation ever leaves its operation's
/// thread and nothing has to be rewritten.
/// </summary>
internal sealed class CoyoteExecution : InlineExecution
{
    private readonly Generator _choices = Generator.Create();
    private readonly Shadow _shadow;
    private readonly Action<CoyoteExecution, string?> _report;
    private readonly bool[] _paused;
    private readonly bool[] _finished;
    private readonly int _maxSteps;
    private int _steps;
    private volatile bool _isOver;
    private volatile bool _isLost;

    /// <summary>Begins an execution.</summary>
    /// <param name="machine">Whose fibers to run.</param>
    /// <param name="shadow">The search's state, at its start.</param>
    /// <param name="maxSteps">Where to cut the execution.</param>
    /// <param name="report">Receives a violation, or how the engines differ; it does not return.</param>
    public CoyoteExecution(Machine machine, Shadow shadow, int maxSteps, Action<CoyoteExecution, string?> report)
        : base(machine, sequentiallyConsistent: true)
    {
        _maxSteps = maxSteps;
        _shadow = shadow;
        _report = report;
        _paused = new bool[Fibers.Length];
        _finished = new bool[Fibers.Length];
    }

    /// <summary>True if it took more steps than it may: it is ended without a verdict.</summary>
    public bool WasCut => _steps > _maxSteps;

    /// <summary>True when all fibers but daemons have returned, and no daemon can run.</summary>
    public bool HasEnded =>
        !_isLost
        && Fibers.All(fiber =>
            _finished[fiber.Index]
            || (
                fiber.IsDaemon
                && _paused[fiber.Index]
                && !Memory.IsOpen(fiber.Operation, Machine.LifetimeOf(fiber.Operation.Location))
            )
        );

    /// <summary>Runs a fiber on the thread of its operation.</summary>
    public void Run(InlineFiber fiber)
    {
        fiber.Run();
        RequireReported();
        RequireControl();
        _finished[fiber.Index] = true;
    }

    /// <summary>Ends the fibers that are left: daemons, or all of an execution that was cut.</summary>
    public void End() => _isOver = true;

    /// <summary>True if Coyote has let go of the threads.</summary>
    public bool IsLost => _isLost;

    /// <summary>Says that Coyote has let go of the threads: what they do from now on is not to count.</summary>
    public void Lose() => _isLost = _isOver = true;

    public override bool IsAbort(Exception exception) => exception is ThreadInterruptedException;

    public override bool Take(InlineFiber fiber, in Operation operation, out int result)
    {
        result = 0;
        RequireReported();
        Microsoft.Coyote.Runtime.SchedulingPoint.Interleave();
        if (_isOver || ++_steps > _maxSteps)
        {
            RequireControl();
            return false;
        }

        var choice = 0;
        var effect = StepAttempt.Taken;
        if (operation.Location >= 0)
        {
            effect = TryTake(fiber, operation, out result);
            if (effect == StepAttempt.Blocked && !PauseUntilOpen(fiber, ref effect, out result))
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
            Lose();
            _report(this, difference);
        }

        if (effect != StepAttempt.Taken)
        {
            Report(fiber, operation, effect);
            return false;
        }

        if (_shadow.Violation is { Kind: ViolationKind.Always })
        {
            Failed();
        }

        return true;
    }

    public override void Failed()
    {
        Lose();
        _report(this, null);
    }

    // A condition that holds when Coyote schedules the operation still holds when it runs: nobody else runs in between.
    private bool PauseUntilOpen(InlineFiber fiber, ref StepAttempt effect, out int result)
    {
        var operation = fiber.Operation;
        var lifetime = Machine.LifetimeOf(operation.Location);
        _paused[fiber.Index] = true;
        Microsoft.Coyote.Runtime.Operation.PauseUntil(() => _isOver || WasCut || Memory.IsOpen(operation, lifetime));
        _paused[fiber.Index] = false;
        result = 0;
        if (_isOver || WasCut)
        {
            RequireControl();
            return false;
        }

        effect = TryTake(fiber, operation, out result);
        if (effect == StepAttempt.Blocked)
        {
            Lose(); // Coyote goes on so only when it has stopped
            RequireControl();
        }

        return true;
    }

    private void RequireControl()
    {
        if (_isLost)
        {
            throw new ThreadInterruptedException(); // as Coyote's own threads end
        }
    }

    // A routine that failed has said so by now, as it runs on to its next step or its end within the step that failed.
    private void RequireReported()
    {
        if (!_isOver && _shadow.Violation is { } violation)
        {
            Lose();
            _report(this, $"the search has '{violation.Property}' violated, and the thread went on");
        }
    }
}
