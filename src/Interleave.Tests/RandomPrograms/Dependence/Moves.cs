using Interleave.Execution;
using Interleave.Execution.States;
using Interleave.Execution.Tso;
using Interleave.Memory;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Tests.RandomPrograms.Dependence;

/// <summary>A program's states and the steps between them, on whichever memory.</summary>
internal sealed class Moves(ProgramText text, MemoryModel memory)
{
    private readonly ITransitionSystem _system = TransitionSystems.Begin(text.ToProgram(), memory);

    /// <summary>The program's own side of it.</summary>
    public ProgramState Shown => _system.Shown;

    /// <summary>The system, if it is one of sequential consistency.</summary>
    public SequentialExecution Sequential => (SequentialExecution)_system;

    /// <summary>The system, if it is one of total store order.</summary>
    public StoreBufferExecution StoreBuffers => (StoreBufferExecution)_system;

    /// <summary>How many fibers there are.</summary>
    public int Fibers => Shown.FiberCount;

    /// <summary>The fiber's local state.</summary>
    public int LocalOf(int fiber) => Shown.LocalIds[fiber];

    /// <summary>The fiber's next step.</summary>
    public ref readonly HotOperation StepOf(int fiber) => ref Shown.OperationOf(fiber);

    /// <summary>All ways in which it, and memory with what it left there, can go.</summary>
    public List<ScheduledStep> Of(int fiber)
    {
        var steps = new List<ScheduledStep>();
        _system.AddSteps(fiber, steps);
        return steps;
    }

    /// <summary>Takes one of them.</summary>
    public Violation? Take(ScheduledStep step) => _system.Take(step, out _);

    /// <summary>The state at hand.</summary>
    public int[] Save()
    {
        var state = new List<int>();
        _system.Save(state);
        return [.. state];
    }

    /// <summary>Goes back to one that was saved.</summary>
    public void Restore(int[] state) => _system.Restore(state);

    /// <summary>Every state that can be reached; null if there are more than so many.</summary>
    public List<int[]>? Reachable(int most)
    {
        var (states, known) = (new List<int[]> { Save() }, new HashSet<string> { Key() });
        for (var at = 0; at < states.Count; at++)
        {
            if (states.Count > most)
            {
                return null;
            }

            for (var fiber = 0; fiber < Fibers; fiber++)
            {
                Restore(states[at]);
                foreach (var step in Of(fiber))
                {
                    Restore(states[at]);
                    if (Take(step) is null && known.Add(Key()))
                    {
                        states.Add(Save());
                    }
                }
            }
        }

        return states;
    }

    /// <summary>Where a step of one fiber and then one of another can lead, in all ways, in words.</summary>
    /// <param name="state">The state that they are taken from.</param>
    /// <param name="first">Whose step is taken first.</param>
    /// <param name="second">Whose is taken then; it says so if there is none.</param>
    public HashSet<string> Behind(int[] state, int first, int second)
    {
        var found = new HashSet<string>();
        Restore(state);
        foreach (var step in Of(first))
        {
            Restore(state);
            if (Take(step) is { } violation)
            {
                found.Add($"{violation.Kind}: {violation.Property}");
                continue;
            }

            var between = Save();
            var others = Of(second);
            if (others.Count == 0)
            {
                found.Add("disabled");
            }

            foreach (var other in others)
            {
                Restore(between);
                found.Add(Take(other) is { } later ? $"{later.Kind}: {later.Property}" : Key());
            }
        }

        return found;
    }

    /// <summary>The state at hand, in words.</summary>
    public string Key() => string.Join(',', Save());
}
