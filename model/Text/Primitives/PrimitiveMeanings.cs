using KernelText.Meanings;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>What the front end is told of names that have a meaning of their own.</summary>
internal sealed class PrimitiveMeanings(IPrimitives primitives) : IMeanings
{
    /// <inheritdoc/>
    public Meaning? Find(string name) => primitives.Find(name)?.Meaning;
}
