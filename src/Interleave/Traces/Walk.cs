using System.Collections.Immutable;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Schedules;

namespace Interleave.Traces;

/// <summary>
/// A schedule with everything around it: where a <see cref="Trace"/> says what was done, this says what was there to be
/// seen and what could have been done instead.
/// </summary>
/// <param name="Cells">All of memory.</param>
/// <param name="States">The state before the first step, and the one after each.</param>
public sealed record Walk(ImmutableArray<Cell> Cells, ImmutableArray<TraceState> States)
{
    /// <summary>Follows a schedule, and tries every step that could be taken on the way.</summary>
    /// <exception cref="ScheduleDivergedException">The program cannot take one of the steps.</exception>
    public static Walk Along(ConcurrentProgram program, Schedule schedule)
    {
        if (schedule.Memory != Memory.MemoryModel.Sequential)
        {
            return RelaxedReplay.Along(program, schedule);
        }

        var machine = program.Boot();
        var execution = new SequentialExecution(machine, false);
        var states = ImmutableArray.CreateBuilder<TraceState>();
        states.Add(Look(machine, execution, 1));
        foreach (var step in schedule.Steps)
        {
            Replayer.Take(machine, execution, step, states.Count, out _);
            states.Add(Look(machine, execution, states.Count + 1));
        }

        return new Walk([.. machine.Cells], states.ToImmutable());
    }

    private static TraceState Look(Machine machine, SequentialExecution execution, int next)
    {
        var here = new int[execution.VectorLength];
        execution.Save(here);
        var choices = ImmutableArray.CreateBuilder<TraceStep>();
        for (var fiber = 0; fiber < execution.FiberCount; fiber++)
        {
            for (var choice = 0; execution.IsEnabled(fiber) && choice < execution.Choices(fiber); choice++)
            {
                choices.Add(Replayer.Take(machine, execution, new ScheduledStep(fiber, choice), next, out _));
                execution.Restore(here);
            }
        }

        return new TraceState(
            [.. execution.Memory],
            [
                .. Enumerable
                    .Range(0, execution.FiberCount)
                    .Select(fiber => StateOf(machine, execution, fiber, execution.IsEnabled(fiber))),
            ],
            choices.ToImmutable()
        );
    }

    internal static FiberState StateOf(Machine machine, SequentialExecution execution, int fiber, bool isEnabled)
    {
        var state = execution.LocalState(fiber);
        var hasReturned = state.Operation.Kind == OperationKind.None;
        return new FiberState(
            hasReturned,
            !hasReturned && !isEnabled,
            hasReturned ? "" : machine.Describe(state.Operation),
            state.Calls,
            Replayer.HoldingsOf(machine, state.Holdings)
        );
    }
}
