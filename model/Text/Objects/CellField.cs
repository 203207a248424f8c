using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>A word that is a cell of the model. Its values are numbers as the kernel has them, unless a subclass says
/// otherwise.</summary>
internal class CellField(Cell cell) : Field
{
    private static readonly Update s_compareExchange = static (int value, int argument, out int old) =>
    {
        old = value;
        return value == argument >> 16 ? (short)argument : value;
    };

    /// <summary>The cell.</summary>
    protected Cell Cell { get; } = cell;

    /// <inheritdoc/>
    public override string Name => Cell.Name;

    /// <inheritdoc/>
    public override Lifetime? Lifetime => Cell.Lifetime;

    /// <summary>What a value of the cell stands for.</summary>
    protected virtual Value Decode(int word) => Value.Of(word);

    /// <summary>The cell's value for what the text stores.</summary>
    /// <exception cref="MeaninglessException">The cell has none for it.</exception>
    protected virtual int Encode(Value value) =>
        value is { IsAddress: false, Number: >= int.MinValue and <= int.MaxValue }
            ? (int)value.Number
            : throw new MeaninglessException($"{Name} cannot be {value}");

    /// <inheritdoc/>
    public override async Routine<Value> Load(MemoryOrder order, bool isFollowed) => Decode(await Cell.Load(order));

    /// <inheritdoc/>
    public override async Routine<Value> Store(Value value, MemoryOrder order)
    {
        await Cell.Store(Encode(value), order);
        return value;
    }

    /// <inheritdoc/>
    public override async Routine<Value> Add(long delta, MemoryOrder order) =>
        Decode(await Cell.Add(Encode(Value.Of(delta)), order));

    /// <inheritdoc/>
    public override async Routine<Value> AddUnless(long delta, long unless, MemoryOrder order) =>
        Value.Of(await Cell.AddUnless(Encode(Value.Of(delta)), Encode(Value.Of(unless)), order));

    /// <inheritdoc/>
    public override async Routine<Value> CompareExchange(Value expected, Value desired, MemoryOrder order) =>
        Decode(await Cell.Update(s_compareExchange, Pair(Encode(expected), Encode(desired)), order));

    /// <inheritdoc/>
    public override async Routine<Value> Exchange(Value value, MemoryOrder order) =>
        Decode(await Cell.Exchange(Encode(value), order));

    // A step has one argument.
    private int Pair(int expected, int desired) =>
        expected == (short)expected && desired == (short)desired
            ? (expected << 16) | (ushort)desired
            : throw new MeaninglessException($"{Name} is compared with {expected} and set to {desired}");
}
