using System.Runtime.ExceptionServices;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Violations;

namespace Interleave.Hosts.Inline;

/// <summary>
/// A fiber that takes its steps at once, on a thread of its own: a routine runs through, and no frame of it is made.
/// Only where it has to be abandoned, blocked for ever or cut short, does it suspend; its frames then tell where it
/// was.
/// </summary>
internal sealed class InlineFiber
{
    [ThreadStatic]
    private static InlineFiber? s_running;

    private readonly InlineExecution _execution;
    private readonly FiberDefinition _definition;
    private bool _abandoned;
    private int _result;

    public InlineFiber(InlineExecution execution, FiberDefinition definition, int index)
    {
        _execution = execution;
        _definition = definition;
        Index = index;
        Holdings = definition.Holdings;
    }

    public int Index { get; }

    public bool IsDaemon => _definition.IsDaemon;

    /// <summary>What it holds; to be read by others when it has ended.</summary>
    public Holdings Holdings { get; private set; }

    /// <summary>What it did wrong; its last step is the one that did.</summary>
    public Violation? Failure { get; private set; }

    /// <summary>The step that it is about to take, or was when it was abandoned.</summary>
    public Operation Operation { get; private set; } = Operation.None;

    /// <summary>Its innermost frame if it was abandoned.</summary>
    public Frame? Top { get; private set; }

    /// <summary>An error in the use of the engine; the whole search ends with it.</summary>
    public ExceptionDispatchInfo? Misuse { get; private set; }

    /// <summary>The fiber that this thread runs.</summary>
    /// <exception cref="RoutineMisuseException">It runs none of this machine.</exception>
    public static InlineFiber RunningOn(Machine machine) =>
        s_running is { } fiber && ReferenceEquals(fiber._execution.Machine, machine)
            ? fiber
            : throw new RoutineMisuseException(FiberRun.NotRunning);

    /// <summary>Runs it to its end on this thread.</summary>
    public void Run()
    {
        s_running = this;
        try
        {
            var awaiter = _definition.Body().GetAwaiter();
            if (awaiter.IsCompleted)
            {
                awaiter.GetResult();
                Fail(LockRules.Broken(_execution.Machine.Shared, Holdings, hasReturned: true));
            }
        }
        catch (RoutineMisuseException e)
        {
            Misuse = ExceptionDispatchInfo.Capture(e);
            _execution.Failed();
        }
#pragma warning disable CA1031 // an exception of a routine is a violation of the program, not of the checker
        catch (Exception e) when (!_execution.IsAbort(e))
#pragma warning restore CA1031
        {
            Fail(
                new Violation(
                    ViolationKind.Exception,
                    EngineRules.NoException,
                    $"{_definition.Name}: {e.GetType().Name}: {e.Message}"
                )
            );
        }
        finally
        {
            s_running = null;
        }
    }

    /// <summary>Takes a step, or leaves it: then the routine that awaits it is abandoned.</summary>
    public void Take(in Operation operation)
    {
        if (_abandoned)
        {
            throw new RoutineMisuseException(
                "a step was announced after one that was not awaited: await every step at once."
            );
        }

        Operation = operation;
        if (Failure is not null || !_execution.Take(this, operation, out _result))
        {
            _abandoned = true;
            return;
        }

        Operation = Operation.None;
        Holdings = Holdings.After(operation, _result);
        if (operation.Kind.DropsLock())
        {
            Fail(LockRules.Broken(_execution.Machine.Shared, Holdings, hasReturned: false));
        }
    }

    public bool IsStepTaken => !_abandoned;

    public int StepResult => _result;

    public void SuspendedIn(Frame frame) => Top = frame;

    /// <summary>Changes what it holds.</summary>
    /// <returns>How many it holds now.</returns>
    public int ChangeHolding(Resource resource, int change)
    {
        Holdings = Holdings.Plus(resource.Index, change);
        return Holdings[resource];
    }

    /// <summary>Ends the execution with a violation, if it is one; the first one of a fiber counts.</summary>
    public void Fail(Violation? violation)
    {
        if (violation is not null && Failure is null)
        {
            Failure = violation;
            _execution.Failed();
        }
    }
}
