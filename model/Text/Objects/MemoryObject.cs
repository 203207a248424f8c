using Interleave.Routines;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>Something that an address can point into. The object itself never changes; what is in it is
/// cells.</summary>
internal abstract class MemoryObject : IImmutable
{
    /// <summary>What traces call it.</summary>
    public abstract string Name { get; }

    /// <summary>Tells it from all other objects of its machine, and is the same in every process.</summary>
    public virtual string Identity => $"{GetType().Name} {Name}";

    /// <summary>The object that is the same on another machine; null where only that machine can say.</summary>
    public virtual MemoryObject? In(TextWorld other) => null;

    /// <summary>The word at an offset.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="offset">Bytes from the beginning.</param>
    /// <param name="bytes">1, 2, 4 or 8.</param>
    /// <exception cref="MeaninglessException">There is none.</exception>
    public abstract Field FieldAt(TextContext context, long offset, int bytes);

    /// <summary>The address of a place in it, for people.</summary>
    public virtual string Describe(long offset) => offset == 0 ? $"&{Name}" : $"&{Name}+{offset}";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
