using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Traces;

/// <summary>Checks what a schedule with a loop claims: that its steps can be taken for ever, and are fair.</summary>
internal static class LoopReplay
{
    /// <summary>Follows a schedule that can be followed, and compares the states at both ends of its loop in
    /// full.</summary>
    /// <exception cref="ScheduleDivergedException">
    /// The loop does not close, or is not even weakly fair, or nobody has to return in it.
    /// </exception>
    public static Violation Judge(ConcurrentProgram program, Schedule schedule)
    {
        var machine = program.Boot();

        // The state is the one of the search: a caller that only returns is no part of it.
        var execution = new SequentialExecution(machine, symmetric: false, tails: TailCalls.Eliminated);
        var loopStart =
            schedule.LoopStart ?? throw new ArgumentException("the schedule has no loop.", nameof(schedule));
        var first = new int[execution.VectorLength];
        var (moved, idle) = (0u, uint.MaxValue); // idle: enabled in every state and never moved
        for (var i = 0; i < schedule.Steps.Length; i++)
        {
            if (i == loopStart)
            {
                execution.Save(first);
            }

            var step = schedule.Steps[i];
            if (i >= loopStart)
            {
                idle &= execution.Enabled() & ~(1u << step.Fiber);
                moved |= 1u << step.Fiber;
            }

            execution.Step(step.Fiber, step.Choice, out _, out _);
        }

        var fault =
            Difference(machine, execution, first) ?? Unfairness(machine, idle) ?? NobodyLeft(machine, execution);
        return fault is null
            ? Livelock.Of(machine, execution, moved)
            : throw new ScheduleDivergedException(schedule.Steps.Length, fault);
    }

    private static string? Difference(Machine machine, ProgramState execution, int[] first)
    {
        var last = new int[execution.VectorLength];
        execution.Save(last);
        for (var i = 0; i < last.Length; i++)
        {
            if (first[i] == last[i])
            {
                continue;
            }

            if (i >= execution.Memory.Length)
            {
                return $"the loop does not close: {machine.Fibers[i - execution.Memory.Length].Name} is not where it "
                    + "began";
            }

            var cell = machine.Cells[i];
            return $"the loop does not close: {cell.Name} is {cell.Format(last[i])}, and it was "
                + $"{cell.Format(first[i])}";
        }

        return null;
    }

    private static string? Unfairness(Machine machine, uint idle) =>
        idle == 0
            ? null
            : "the loop is not fair: it never lets "
                + $"{machine.Fibers[System.Numerics.BitOperations.TrailingZeroCount(idle)].Name} run, which always "
                + "could";

    private static string? NobodyLeft(Machine machine, ProgramState execution) =>
        Enumerable
            .Range(0, execution.FiberCount)
            .Any(fiber =>
                !machine.Fibers[fiber].IsDaemon && execution.OperationOf(fiber).Kind != Memory.OperationKind.None
            )
            ? null
            : "all fibers that have to return have returned before the loop";
}
