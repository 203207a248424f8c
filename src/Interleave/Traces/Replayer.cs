using System.Collections.Immutable;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Properties;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Traces;

/// <summary>Runs a program along a schedule and records what happens.</summary>
public static class Replayer
{
    /// <summary>Follows <paramref name="schedule"/> to its end or to the first violation; a loop once.</summary>
    /// <exception cref="ScheduleDivergedException">
    /// The program cannot take one of the steps, or the loop does not lead back to the state where it begins, or is not
    /// fair.
    /// </exception>
    public static Trace Replay(ConcurrentProgram program, Schedule schedule)
    {
        if (schedule.Memory != MemoryModel.Sequential)
        {
            return RelaxedReplay.Replay(program, schedule);
        }

        var machine = program.Boot();
        var execution = new SequentialExecution(machine, false);
        var monitor = new PropertyMonitor(machine.Properties, execution);
        var initial = execution.Memory.ToArray();
        var initialHoldings = Enumerable
            .Range(0, execution.FiberCount)
            .Select(f => HoldingsOf(machine, execution.LocalState(f).Holdings))
            .ToArray();
        var steps = ImmutableArray.CreateBuilder<TraceStep>();
        var violation = monitor.CheckState();
        foreach (var step in schedule.Steps)
        {
            if (violation is not null)
            {
                throw new ScheduleDivergedException(
                    steps.Count + 1,
                    $"'{violation.Property}' is already violated before it ({violation.Explanation})"
                );
            }

            steps.Add(Take(machine, execution, step, steps.Count + 1, out violation));
            violation ??= monitor.CheckState();
        }

        if (violation is null)
        {
            violation =
                schedule.LoopStart is not null ? LoopReplay.Judge(program, schedule)
                : execution.Enabled() == 0 ? monitor.CheckEnd()
                : null;
        }

        return new Trace(
            program.Name,
            schedule,
            steps.ToImmutable(),
            [
                .. Enumerable
                    .Range(0, execution.FiberCount)
                    .Select(f => EndOf(machine, execution, f, execution.IsEnabled(f), initialHoldings[f])),
            ],
            violation,
            [
                .. steps
                    .Where(s => s.Cell is not null)
                    .Select(s => s.Cell!)
                    .Distinct()
                    .Select(c => (c, initial[c.Location])),
            ]
        );
    }

    /// <summary>The announced steps of a schedule, as far as it can be followed.</summary>
    internal static List<HotOperation> Footprints(ConcurrentProgram program, Schedule schedule)
    {
        var execution = new SequentialExecution(program.Boot(), false);
        var footprints = new List<HotOperation>();
        foreach (var step in schedule.Steps)
        {
            footprints.Add(execution.OperationOf(step.Fiber));
            execution.Step(step.Fiber, step.Choice, out _, out _);
        }

        return footprints;
    }

    internal static TraceStep Take(
        Machine machine,
        SequentialExecution execution,
        ScheduledStep step,
        int number,
        out Violation? violation
    )
    {
        if (step.Fiber >= execution.FiberCount)
        {
            throw new ScheduleDivergedException(number, $"there is no fiber {step.Fiber}, only {execution.FiberCount}");
        }

        var name = machine.Fibers[step.Fiber].Name;
        var state = execution.LocalState(step.Fiber);
        if (!execution.IsEnabled(step.Fiber))
        {
            throw new ScheduleDivergedException(
                number,
                state.Operation.Kind == OperationKind.None
                    ? $"{name} has returned"
                    : $"{name} is blocked on {machine.Describe(state.Operation)}"
            );
        }

        if (step.Choice >= execution.Choices(step.Fiber))
        {
            throw new ScheduleDivergedException(
                number,
                $"{name} has {execution.Choices(step.Fiber)} choices here, and the schedule takes {step.Choice}"
            );
        }

        violation = execution.Step(step.Fiber, step.Choice, out var undo, out var result);
        var cell = undo.Location < 0 ? null : machine.Cells[undo.Location];
        var after = execution.LocalState(step.Fiber);
        return new TraceStep
        {
            Number = number,
            Fiber = step.Fiber,
            Choice = step.Choice,
            Kind = state.Operation.Kind,
            Cell = cell,
            Label = state.Operation.Label,
            Before = undo.Value,
            After = cell is null ? 0 : execution.Memory[cell.Location],
            Result = result,
            Order = state.Operation.Order,
            Operands = (state.Operation.A, state.Operation.B),
            Stack = state.Calls,
            StackAfter = after.Calls,
            Kept = violation is null ? new StepCode(machine.Run).CountKept(state, result) : 0,
            CouldGoOn = violation is null && execution.IsEnabled(step.Fiber),
            Holdings = HoldingsOf(machine, after.Holdings),
        };
    }

    internal static FiberEnd EndOf(
        Machine machine,
        SequentialExecution execution,
        int fiber,
        bool isEnabled,
        ImmutableArray<Holding> initial
    )
    {
        var state = execution.LocalState(fiber);
        var definition = machine.Fibers[fiber];
        var returned = state.Operation.Kind == OperationKind.None;
        return new FiberEnd(
            definition.Name,
            definition.IsDaemon,
            returned,
            !returned && !isEnabled,
            returned ? "" : machine.Describe(state.Operation),
            state.Operation.Kind,
            returned || state.Operation.Location < 0 ? null : machine.Cells[state.Operation.Location],
            state.Calls,
            initial
        );
    }

    internal static ImmutableArray<Holding> HoldingsOf(Machine machine, Holdings holdings) =>
        [
            .. from held in holdings.All
            let resource = machine.Resources[held.Resource]
            where !resource.IsGhost
            select new Holding(resource.Name, held.Count, resource.IsLock),
        ];
}
