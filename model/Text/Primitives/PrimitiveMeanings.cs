using KernelText.Meanings;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>What the front end is told of names that have a meaning of their own.</summary>
internal sealed class PrimitiveMeanings : IMeanings
{
    /// <inheritdoc/>
    public Meaning? Find(string name) => PrimitiveTable.Find(name)?.Meaning;
}
