using KernelText.Flow;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>A local that lives in memory, of a function that a thread is in. It dies when that returns. Equal by
/// value.</summary>
/// <param name="number">Its place among the thread's objects.</param>
/// <param name="name">As the text has it.</param>
internal sealed class StackObject(int number, string name) : MemoryObject, IEquatable<StackObject>
{
    /// <summary>Its place among the thread's objects.</summary>
    public int Number { get; } = number;

    /// <summary>The function, and the local's number among those that live in memory; null for one that the model set
    /// up.</summary>
    public (Symbol Function, int Index)? Local { get; init; }

    /// <inheritdoc/>
    public override string Name { get; } = name;

    /// <summary>
    /// A thread's own memory has no cells: loads and stores take no step. Whatever does more than that wants memory
    /// that others see.
    /// </summary>
    public override Field FieldAt(TextContext context, long offset, int bytes) => throw Shared(context.World);

    /// <summary>Others are to see it.</summary>
    public Exception Shared(TextWorld world) =>
        Local is null ? new MeaninglessException($"a step on the local {Name}") : world.Generic.Share(this);

    /// <inheritdoc/>
    public bool Equals(StackObject? other) => other is not null && Number == other.Number && Name == other.Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StackObject);

    /// <inheritdoc/>
    public override int GetHashCode() => Number;
}
