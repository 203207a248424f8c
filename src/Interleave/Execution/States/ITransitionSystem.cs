using Interleave.Memory;
using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Execution.States;

/// <summary>
/// A program on one memory, as a transition system: which steps there are in the state at hand, what taking one does,
/// and which states are the same. Searches, replay and simplification know no other difference between memories.
/// </summary>
/// <remarks>What looks at steps changes nothing; only <see cref="Take"/>, <see cref="Restore"/> and
/// <see cref="Show"/> do.</remarks>
internal interface ITransitionSystem
{
    /// <summary>The state at hand as properties, coverage and traces see it, once <see cref="Show"/> was
    /// called.</summary>
    ProgramState Shown { get; }

    /// <summary>A bound of the memory itself that kept a step from being taken, in words; null if none did.</summary>
    string? Bound { get; }

    /// <summary>Fingerprints of the state at hand: equal for states that differ only by a permutation of equal fibers,
    /// if those can change places.</summary>
    (ulong First, ulong Second) Fingerprint { get; }

    /// <summary>Adds the steps that a fiber can take, and those that memory can take with what the fiber left to
    /// it.</summary>
    void AddSteps(int fiber, List<ScheduledStep> steps);

    /// <summary>Takes one of them.</summary>
    /// <returns>The violation, if it is one.</returns>
    Violation? Take(ScheduledStep step, out StepEffect effect);

    /// <summary>Puts memory in front of properties.</summary>
    /// <returns>False if the state is not one to be judged: who has the last word on a cell is still open.</returns>
    bool Show();

    /// <summary>True if an execution can end in the state at hand.</summary>
    /// <param name="mayGoOn">True if it need not end there.</param>
    bool IsEnd(out bool mayGoOn);

    /// <summary>True if two fibers are in equal states, what they see of memory included.</summary>
    bool AreEqual(int a, int b);

    /// <summary>Appends the state at hand.</summary>
    void Save(List<int> to);

    /// <summary>Goes back to a saved state.</summary>
    void Restore(ReadOnlySpan<int> from);
}

/// <summary>What a step did.</summary>
/// <param name="Operation">The step; of a store that is committed, the store.</param>
/// <param name="Path">How its value got to or from memory.</param>
/// <param name="Before">The cell's value before, as this step found it.</param>
/// <param name="After">The cell's value after, as this step left it.</param>
/// <param name="Result">What the awaiting routine received.</param>
internal readonly record struct StepEffect(
    Operation Operation,
    AccessPath Path,
    int Before = 0,
    int After = 0,
    int Result = 0
);
