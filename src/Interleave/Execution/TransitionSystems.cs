using Interleave.Execution.States;
using Interleave.Execution.Tso;
using Interleave.Execution.Weak;
using Interleave.Memory;
using Interleave.Programs;

namespace Interleave.Execution;

/// <summary>Programs on each memory.</summary>
internal static class TransitionSystems
{
    /// <summary>A program in its first state, fibers told apart, and every call there to be shown.</summary>
    public static ITransitionSystem Begin(ConcurrentProgram program, MemoryModel model)
    {
        var machine = program.Boot();
        machine.Shared.Model = model;
        return model == MemoryModel.Sequential
            ? new SequentialExecution(machine, symmetric: false)
            : Begin(
                new ShownState(machine, symmetric: false, early: EarlyPrograms.Of(program, model)),
                model,
                symmetric: false
            );
    }

    /// <summary>A memory weaker than sequential consistency in its first state.</summary>
    /// <param name="shown">What it shows, in its first state.</param>
    /// <param name="model">Which memory.</param>
    /// <param name="symmetric">True if equal fibers can change places.</param>
    /// <param name="rules">What it does; null for what is sound.</param>
    public static RelaxedExecution Begin(
        ShownState shown,
        MemoryModel model,
        bool symmetric,
        MemoryRules? rules = null
    ) =>
        model == MemoryModel.Tso
            ? new StoreBufferExecution(shown, symmetric, (rules ?? MemoryRules.Sound).StoreBuffers(shown.Locals))
            : new ViewExecution(shown, symmetric, (rules ?? MemoryRules.Sound).Views);
}
