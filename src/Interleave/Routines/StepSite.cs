using Interleave.Memory;

namespace Interleave.Routines;

/// <summary>A step or call in the code: one await of a routine.</summary>
/// <param name="Routine">The routine, as class and method.</param>
/// <param name="Await">Which of its awaits that suspend it, in the order of the source, from 0.</param>
/// <param name="Kind">What the step does; <see cref="OperationKind.None"/> for a call.</param>
public readonly record struct StepSite(string Routine, int Await, OperationKind Kind)
{
    /// <summary>All steps that take and drop a lock: they can only be changed together.</summary>
    public static StepSite OfLock(string name) => new(name, 0, OperationKind.Acquire);

    /// <summary>The steps with which a routine enters and leaves a section: they can only be changed
    /// together.</summary>
    public static StepSite OfSection(string routine, string name) =>
        new($"{routine} in {name}", 0, OperationKind.Update) { IsSection = true };

    /// <summary>True if it is all of a section, <see cref="OfSection"/>.</summary>
    public bool IsSection { get; private init; }

    /// <summary>A call of another routine that returns no value.</summary>
    public static StepSite OfCall(string routine, int await) => new(routine, await, OperationKind.None);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(null, $"{Routine}#{Await} {(Kind == OperationKind.None ? "call" : Kind)}");
}
