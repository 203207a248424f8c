using System.Collections.Immutable;
using Interleave.Execution;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Properties;
using Interleave.Schedules;

namespace Interleave.Traces;

/// <summary>What a search found that had to be done again: the second may have to stop before it comes there.</summary>
internal static class EarlierFindings
{
    /// <summary>Adds to what was found what the schedules of an earlier search show first: it may have passed over
    /// something on the way.</summary>
    public static ImmutableArray<Counterexample> AddTo(
        ImmutableArray<Counterexample> found,
        ImmutableArray<Counterexample> earlier,
        ConcurrentProgram program
    )
    {
        var all = found.ToDictionary(static one => (one.Violation.Kind, one.Violation.Property));
        foreach (var one in earlier.Select(one => FirstOn(one.Schedule, program)).OfType<Counterexample>())
        {
            all.TryAdd((one.Violation.Kind, one.Violation.Property), one);
        }

        return [.. all.Values.OrderBy(static one => one.Schedule.Steps.Length)];
    }

    private static Counterexample? FirstOn(Schedule schedule, ConcurrentProgram program)
    {
        var machine = program.Boot();
        machine.Shared.Model = schedule.Memory;
        var execution = new SequentialExecution(machine, false);
        if (schedule.Memory != MemoryModel.Sequential)
        {
            return FirstOn(schedule, RelaxedMemory.Begin(execution, schedule.Memory, false, SeededFault.None));
        }

        var monitor = new PropertyMonitor(machine.Properties, execution);
        var violation = monitor.CheckState();
        var taken = 0;
        while (violation is null && taken < schedule.Steps.Length)
        {
            var step = schedule.Steps[taken++];
            violation = execution.Step(step.Fiber, step.Choice, out _, out _) ?? monitor.CheckState();
        }

        violation ??= execution.Enabled() == 0 ? monitor.CheckEnd() : null;
        return violation is null ? null : new Counterexample(violation, new Schedule(schedule.Steps[..taken]), false);
    }

    private static Counterexample? FirstOn(Schedule schedule, RelaxedExecution execution)
    {
        var monitor = new PropertyMonitor(execution.Machine.Properties, execution.Shown);
        var (violation, taken) = (monitor.CheckState(), 0);
        while (violation is null && taken < schedule.Steps.Length)
        {
            violation = execution.Take(schedule.Steps[taken++], out _);
            violation = execution.Show() && violation is null ? monitor.CheckState() : violation;
        }

        if (violation is null && execution.IsEnd([], out _))
        {
            execution.Show();
            violation = monitor.CheckEnd();
        }

        return violation is null
            ? null
            : new Counterexample(violation, new Schedule(schedule.Steps[..taken]) { Memory = schedule.Memory }, false);
    }
}
