using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>
/// A word that nobody writes in the scenarios. Reading it is a use of the object all the same, so where that can be
/// freed the load is a step.
/// </summary>
/// <param name="name">What traces call it.</param>
/// <param name="value">What is there.</param>
/// <param name="touched">A cell that has the object's lifetime; null for an object that is never freed.</param>
internal class ConstantField(string name, Value value, Cell? touched = null) : Field
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override Lifetime? Lifetime => touched?.Lifetime;

    /// <inheritdoc/>
    public override Value? Constant => value;

    /// <inheritdoc/>
    public override Routine<Value> Load(MemoryOrder order, bool isFollowed) =>
        touched is null ? Routine<Value>.Of(value) : Touch(touched, order, name, value);

    /// <summary>A store of what is there already, as of an initialiser, changes nothing.</summary>
    public override Routine<Value> Store(Value written, MemoryOrder order) =>
        written == value ? Routine<Value>.Of(written) : base.Store(written, order);

    private static async Routine<Value> Touch(Cell touched, MemoryOrder order, string name, Value value)
    {
        await touched.Load(order, name);
        return value;
    }
}
