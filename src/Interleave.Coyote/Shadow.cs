using Interleave.Execution.States;
using Interleave.Hosts.Inline;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Properties;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Coyote;

/// <summary>
/// The search's own state, taken along the schedule that Coyote makes: it compares every step and every final state,
/// and looks at the properties of the states in between.
/// </summary>
internal sealed class Shadow
{
    private readonly SequentialExecution _execution;
    private readonly PropertyMonitor _monitor;
    private readonly int[] _start;
    private readonly List<ScheduledStep> _steps = [];

    public Shadow(ConcurrentProgram program)
    {
        var machine = program.Boot();
        _execution = new SequentialExecution(machine, symmetric: false);
        _monitor = new PropertyMonitor(machine.Properties, _execution);
        _start = new int[_execution.VectorLength];
        _execution.Save(_start);
    }

    /// <summary>What the schedule violates so far; it goes no further then.</summary>
    public Violation? Violation { get; private set; }

    public Schedule Schedule => new([.. _steps]);

    /// <summary>Back to the initial state.</summary>
    public void Restart()
    {
        _execution.Restore(_start);
        _steps.Clear();
        Violation = _monitor.CheckState();
    }

    /// <summary>Takes the step that was taken at once, and compares.</summary>
    /// <returns>How the two differ; null if they do not.</returns>
    public string? Follow(InlineFiber fiber, int choice, in Operation operation, int result, InlineMemory memory)
    {
        var number = _steps.Count + 1;
        _steps.Add(new ScheduledStep(fiber.Index, choice));
        if (!_execution.IsEnabled(fiber.Index))
        {
            return $"step {number} was taken on a thread, and is blocked in the search";
        }

        var announced = _execution.LocalState(fiber.Index).Operation;
        if ((announced.Kind, announced.Location) != (operation.Kind, operation.Location))
        {
            return $"step {number} is {operation.Kind} on a thread, and {announced.Kind} in the search";
        }

        Violation = _execution.Step(fiber.Index, choice, out var undo, out var expected);
        if (expected != result)
        {
            return $"step {number} returned {result} on a thread, and {expected} in the search";
        }

        if (undo.Location >= 0 && _execution.Memory[undo.Location] != memory.Cells[undo.Location])
        {
            return $"step {number} wrote {memory.Cells[undo.Location]} on a thread, and "
                + $"{_execution.Memory[undo.Location]} in the search";
        }

        Violation ??= _monitor.CheckState();
        return null;
    }

    /// <summary>Compares final states.</summary>
    /// <returns>How the two differ; null if they do not.</returns>
    public string? End(InlineMemory memory)
    {
        if (_execution.Enabled() != 0)
        {
            return "threads have ended, and the search can go on";
        }

        Violation ??= _monitor.CheckEnd();
        return memory.Cells.AsSpan().SequenceEqual(_execution.Memory)
            ? null
            : "threads ended with another memory than the search";
    }
}
