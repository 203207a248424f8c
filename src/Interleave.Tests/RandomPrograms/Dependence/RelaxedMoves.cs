using Interleave.Execution;
using Interleave.Execution.States;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Tests.RandomPrograms.Dependence;

/// <summary>On a weaker memory.</summary>
internal sealed class RelaxedMoves : Moves
{
    private readonly RelaxedExecution _execution;

    /// <summary>The first state of a program.</summary>
    public RelaxedMoves(ConcurrentProgram program, MemoryModel memory)
    {
        var machine = program.Boot();
        machine.Shared.Model = memory;
        Shown = new SequentialExecution(machine, false);
        _execution = RelaxedMemory.Begin(Shown, memory, false, SeededFault.None);
    }

    /// <inheritdoc/>
    public override SequentialExecution Shown { get; }

    /// <inheritdoc/>
    public override List<ScheduledStep> Of(int fiber)
    {
        var moves = new List<ScheduledStep>();
        _execution.AddMoves(fiber, moves);
        return moves;
    }

    /// <inheritdoc/>
    public override Violation? Take(ScheduledStep step) => _execution.Take(step, out _);

    /// <inheritdoc/>
    public override int[] Save()
    {
        var state = new List<int>();
        _execution.Save(state);
        return [.. state];
    }

    /// <inheritdoc/>
    public override void Restore(int[] state) => _execution.Restore(state);
}
