using System.Collections.Immutable;
using Interleave.Execution;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Properties;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Traces;

/// <summary>Takes the steps of a schedule, on any memory, and says what happens.</summary>
/// <param name="system">The program, in the state where the schedule begins.</param>
internal sealed class ScheduleFollower(ITransitionSystem system)
{
    private readonly PropertyMonitor _monitor = new(system.Shown.Machine.Properties, system.Shown);
    private readonly StepCode _code = new(system.Shown.Machine.Run);
    private readonly List<ScheduledStep> _open = [];

    /// <summary>Begins with a program's first state; fibers are told apart, and every call can be shown.</summary>
    public ScheduleFollower(ConcurrentProgram program, MemoryModel memory)
        : this(TransitionSystems.Begin(program, memory)) { }

    public ITransitionSystem System => system;

    /// <summary>The state at hand.</summary>
    public ProgramState State => system.Shown;

    private Machine Machine => system.Shown.Machine;

    /// <summary>The announced steps of a schedule, as far as it can be followed.</summary>
    public static List<HotOperation> Operations(ConcurrentProgram program, Schedule schedule)
    {
        var follower = new ScheduleFollower(program, schedule.Memory);
        var operations = new List<HotOperation>();
        foreach (var step in schedule.Steps)
        {
            operations.Add(follower.State.OperationOf(step.Fiber));
            follower.System.Take(step, out _);
        }

        return operations;
    }

    /// <summary>Takes a step that there is, and judges the state that it leads to.</summary>
    public Violation? Follow(ScheduledStep step)
    {
        var violation = system.Take(step, out _);
        return system.Show() && violation is null ? _monitor.CheckState() : violation;
    }

    /// <summary>What the state at hand violates; null for nothing, or if it is not one to be judged.</summary>
    public Violation? CheckState() => system.Show() ? _monitor.CheckState() : null;

    /// <summary>What an execution violates that ends here; null for nothing, or if none can.</summary>
    public Violation? CheckEnd()
    {
        if (!system.IsEnd(out _))
        {
            return null;
        }

        system.Show();
        return _monitor.CheckEnd();
    }

    /// <summary>Takes a step, and records it.</summary>
    /// <param name="step">Which one.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="violation">The violation that it is, if it is one.</param>
    /// <exception cref="ScheduleDivergedException">There is no such step.</exception>
    public TraceStep Take(ScheduledStep step, int number, out Violation? violation)
    {
        RequireOpen(step, number);
        var before = State.LocalState(step.Fiber);
        violation = system.Take(step, out var effect);
        var after = State.LocalState(step.Fiber);
        var operation = effect.Operation;
        return new TraceStep
        {
            Number = number,
            Fiber = step.Fiber,
            Choice = step.Choice,
            Kind = step.IsCommit ? OperationKind.Commit : operation.Kind,
            Cell = operation.Location < 0 ? null : Machine.Cells[operation.Location],
            Label = step.IsCommit ? null : operation.Label,
            Before = effect.Before,
            After = effect.After,
            Result = effect.Result,
            Order = operation.Order,
            Operands = (operation.A, operation.B),
            Stack = Machine.CallsOf(before),
            StackAfter = Machine.CallsOf(after),
            Kept =
                step.IsCommit ? before.Stack.Count
                : before.Early is { IsInOrder: false } ? before.Stack.Count
                : violation is null ? _code.CountKept(before, effect.Result)
                : 0,
            CouldGoOn = violation is null && CanMove(step.Fiber),
            Holdings = HoldingsOf(step.Fiber),
            Path = effect.Path,
        };
    }

    /// <summary>True if a fiber can take a step, or memory one for it: its stores may be what it waits for.</summary>
    public bool CanMove(int fiber)
    {
        _open.Clear();
        system.AddSteps(fiber, _open);
        return _open.Count > 0;
    }

    /// <summary>True if there is such a step.</summary>
    public bool CanTake(ScheduledStep step) =>
        step.Fiber < State.FiberCount && CanMove(step.Fiber) && _open.Contains(step);

    /// <summary>What a fiber holds that traces show.</summary>
    public ImmutableArray<Holding> HoldingsOf(int fiber) =>
        [
            .. from held in State.LocalState(fiber).Holdings.All
            let resource = Machine.Resources[held.Resource]
            where !resource.IsGhost
            select new Holding(resource.Name, held.Count, resource.IsLock),
        ];

    /// <summary>Where a fiber is.</summary>
    public FiberState StateOf(int fiber)
    {
        var state = State.LocalState(fiber);
        var hasReturned = state.Operation.Kind == OperationKind.None;
        return new FiberState(
            hasReturned,
            !hasReturned && !CanMove(fiber),
            hasReturned ? "" : Machine.Describe(state.Operation),
            Machine.CallsOf(state),
            HoldingsOf(fiber)
        );
    }

    /// <summary>Where a fiber is when the trace ends.</summary>
    /// <param name="fiber">The fiber.</param>
    /// <param name="initial">What it held at the start.</param>
    public FiberEnd EndOf(int fiber, ImmutableArray<Holding> initial)
    {
        var operation = State.LocalState(fiber).Operation;
        var (definition, state) = (Machine.Fibers[fiber], StateOf(fiber));
        return new FiberEnd(
            definition.Name,
            definition.IsDaemon,
            state.HasReturned,
            state.IsBlocked,
            state.Next,
            operation.Kind,
            operation.Location < 0 ? null : Machine.Cells[operation.Location],
            state.Stack,
            initial
        );
    }

    private void RequireOpen(ScheduledStep step, int number)
    {
        if (step.Fiber >= State.FiberCount)
        {
            throw new ScheduleDivergedException(number, $"there is no fiber {step.Fiber}, only {State.FiberCount}");
        }

        var canMove = CanMove(step.Fiber);
        if (!_open.Contains(step))
        {
            var (name, operation) = (Machine.Fibers[step.Fiber].Name, State.LocalState(step.Fiber).Operation);
            throw new ScheduleDivergedException(
                number,
                step.IsCommit ? $"{name} has nothing in its store buffer"
                    : operation.Kind == OperationKind.None ? $"{name} has returned"
                    : !canMove ? $"{name} is blocked on {Machine.Describe(operation)}"
                    : _open.TrueForAll(static open => open.IsCommit)
                        ? $"{name} cannot take its step on {Machine.Describe(operation)} yet"
                    : $"{name} cannot go way {step.Choice} here"
            );
        }
    }
}
