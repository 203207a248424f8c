using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Interleave.Memory;
using Interleave.Violations;

namespace Interleave.Routines;

/// <summary>
/// The run of one fiber from a step's result to its next step, as the search lets it run: what its code announces,
/// where it suspends, what it holds, and what goes wrong. A program has one, which is reset for each run.
/// </summary>
internal sealed class FiberRun : IFiberHost
{
    public const string NotRunning =
        "a step was announced outside a running fiber: routines run inside the body given to Machine.Fiber.";

    public FiberRun() => Memory = new SharedMemory { Host = this };

    /// <summary>What the fibers run on.</summary>
    public SharedMemory Memory { get; }

    /// <inheritdoc/>
    public bool IsStepTaken => false;

    private bool _running;
    private bool _announced;
    private Operation _operation;
    private Frame? _top;
    private Holdings _holdings = Holdings.None;
    private Violation? _failure;
    private ExceptionDispatchInfo? _fault;
    private string? _faultIn;
    private bool _bodyReturned;
    private bool _looksAtHoldings;

    /// <summary>What changes the code that runs, or looks for what could be changed; null for nothing.</summary>
    public ICodeChange? Change { get; set; }

    /// <summary>True once the first fiber has begun to run.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>What the step was whose result the running code is about to receive.</summary>
    public int StepResult { get; set; }

    /// <summary>What the routine returned that has just ended.</summary>
    public object? ReturnValue { get; set; }

    public void Begin(Holdings holdings)
    {
        HasBegun = true;
        _running = true;
        _announced = false;
        _operation = default;
        _top = null;
        ReturnValue = null;
        _failure = null;
        _fault = null;
        _bodyReturned = false;
        _looksAtHoldings = false;
        _holdings = holdings;
        Change?.Begun();
    }

    /// <summary>Runs from a step's result to the next step: each callee that returns hands over to its
    /// caller.</summary>
    public void Resume(Frame frame, int result)
    {
        StepResult = result;
        for (
            var current = frame;
            current is not null && _fault is null;
            current = current.Returned ? current.Caller : null
        )
        {
            current.MoveNext();
            _bodyReturned = current.Returned && current.Caller is null;
        }
    }

    /// <summary>The fiber's body returned without a step; what a callee announced then, nobody awaits.</summary>
    public void BodyReturned() => _bodyReturned = true;

    public RunEnd End(ExceptionDispatchInfo? fault, string method)
    {
        _running = false;
        fault ??= _fault;
        if (fault?.SourceException is RoutineMisuseException or MachineGrowsException)
        {
            fault.Throw();
        }

        if (fault is not null)
        {
            var e = fault.SourceException;
            _failure ??= e is ViolationException violated
                ? violated.Violation
                : new Violation(
                    ViolationKind.Exception,
                    EngineRules.NoException,
                    $"{_faultIn ?? method}: {e.GetType().Name}: {e.Message}"
                );
        }
        else if (_announced && (_top is null || _bodyReturned))
        {
            throw new RoutineMisuseException(
                $"{method} returned, or called on, without awaiting its step on '{Memory.Describe(_operation)}'."
            );
        }

        var end = new RunEnd(_top, _announced ? _operation : Operation.None, _holdings, _failure);
        return Change?.Ended(end) ?? end;
    }

    /// <summary>Runs one frame as if its step or call had returned; null if it returned or failed, and did not suspend
    /// again.</summary>
    public RunEnd? RunAhead(Frame frame, Holdings holdings, int result)
    {
        Begin(holdings);
        StepResult = result;
        frame.MoveNext();
        _running = false;
        return frame.Returned || !_announced || _top is null || _fault is not null || _failure is not null
            ? null
            : new RunEnd(_top, _operation, _holdings, null);
    }

    /// <summary>Runs one frame as if its callee had returned.</summary>
    /// <param name="frame">The frame; it is used up.</param>
    /// <param name="holdings">What the fiber holds.</param>
    /// <param name="after">What it holds then.</param>
    /// <param name="looksAtHoldings">True if the code has asked what it holds.</param>
    /// <returns>True if the frame has returned without a step, and nothing went wrong.</returns>
    public bool TryReturn(Frame frame, Holdings holdings, out Holdings after, out bool looksAtHoldings)
    {
        Begin(holdings);
        frame.MoveNext();
        _running = false;
        (after, looksAtHoldings) = (_holdings, _looksAtHoldings);
        return frame.Returned && !_announced && _fault is null && _failure is null;
    }

    public void Announce(in Operation operation)
    {
        RequireRunning();
        if (_announced)
        {
            throw new RoutineMisuseException(
                $"a step on '{Memory.Describe(operation)}' was announced while one on "
                    + $"'{Memory.Describe(_operation)}' was "
                    + "not yet awaited: await every step and every routine at once."
            );
        }

        _announced = true;
        _operation = operation;
    }

    public void Suspended(IActivation activation)
    {
        var frame = (Frame)activation;
        if (!_announced || _top is not null)
        {
            throw new RoutineMisuseException(
                $"{frame.Layout.MethodName} awaits a step that it did not just announce: await every step at once, "
                    + "and once."
            );
        }

        _top = frame;
        Change?.Announced(frame, ref _operation);
    }

    /// <summary>It is suspended in <paramref name="top"/>, before a step that was not announced in this run or not by
    /// it.</summary>
    public void SuspendBefore(in Operation operation, Frame top)
    {
        _announced = true;
        _operation = operation;
        _top = top;
    }

    public void SetFault(ExceptionDispatchInfo fault, Frame frame)
    {
        _fault = fault;
        _faultIn = frame.Layout.MethodName;
    }

    /// <summary>Reports a violation; the first one of a run counts.</summary>
    public void Fail(Violation violation)
    {
        RequireRunning();
        _failure ??= violation;
    }

    /// <inheritdoc/>
    public bool HasStepFor(MemoryBarrier barrier) =>
        Memory.Model switch
        {
            MemoryModel.Sequential => false,
            MemoryModel.Tso => barrier == MemoryBarrier.Full,
            _ => true,
        };

    /// <summary>How many the fiber holds. What its code makes of that is not known.</summary>
    public int Holds(Resource resource)
    {
        _looksAtHoldings = true;
        return _holdings[resource];
    }

    /// <summary>Changes what the fiber holds.</summary>
    /// <returns>How many it holds now.</returns>
    public int ChangeHolding(Resource resource, int change)
    {
        RequireRunning();
        _holdings = _holdings.Plus(resource.Index, change);
        return _holdings[resource];
    }

    /// <summary>Changes what the fiber holds by the difference of two holdings.</summary>
    public void ChangeHoldings(ImmutableArray<(int Resource, int Change)> changes)
    {
        foreach (var (resource, change) in changes)
        {
            _holdings = _holdings.Plus(resource, change);
        }
    }

    private void RequireRunning()
    {
        if (!_running)
        {
            throw new RoutineMisuseException(NotRunning);
        }
    }
}

/// <summary>How a run of a fiber's code from one step to the next ended.</summary>
/// <param name="Top">The innermost suspended frame; null when the fiber returned.</param>
/// <param name="Operation">The step announced; <see cref="OperationKind.None"/> when the fiber returned.</param>
/// <param name="Holdings">What the fiber holds now.</param>
/// <param name="Failure">What the code reported or threw.</param>
internal readonly record struct RunEnd(Frame? Top, Operation Operation, Holdings Holdings, Violation? Failure);
