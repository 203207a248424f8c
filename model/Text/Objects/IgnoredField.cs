using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>A word that the model leaves out: it is 0, and neither loads nor stores are steps.</summary>
/// <param name="name">What the text calls it.</param>
internal sealed class IgnoredField(string name) : Field
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override Value? Constant => Value.Of(0);

    /// <inheritdoc/>
    public override Routine<Value> Load(MemoryOrder order, bool isFollowed) => Routine<Value>.Of(default);

    /// <inheritdoc/>
    public override Routine<Value> Store(Value value, MemoryOrder order) => Routine<Value>.Of(value);
}
