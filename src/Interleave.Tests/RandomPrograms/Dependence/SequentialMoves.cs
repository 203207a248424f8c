using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Tests.RandomPrograms.Dependence;

/// <summary>Under sequential consistency.</summary>
internal sealed class SequentialMoves(ConcurrentProgram program) : Moves
{
    /// <inheritdoc/>
    public override SequentialExecution Shown { get; } = new(program.Boot(), false);

    /// <inheritdoc/>
    public override List<ScheduledStep> Of(int fiber) =>
        Shown.IsEnabled(fiber)
            ? [.. Enumerable.Range(0, Shown.Choices(fiber)).Select(choice => new ScheduledStep(fiber, choice))]
            : [];

    /// <inheritdoc/>
    public override Violation? Take(ScheduledStep step) => Shown.Step(step.Fiber, step.Choice, out _, out _);

    /// <inheritdoc/>
    public override int[] Save()
    {
        var state = new int[Shown.VectorLength];
        Shown.Save(state);
        return state;
    }

    /// <inheritdoc/>
    public override void Restore(int[] state) => Shown.Restore(state);
}
