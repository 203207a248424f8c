using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>
/// Bytes of a word that is used in another width elsewhere, as members of a union are: the word is one cell, and a
/// change of some of its bytes is a read-modify-write of it that nobody can come between.
/// </summary>
/// <param name="whole">The word.</param>
/// <param name="first">The first of the bytes, from the word's first.</param>
/// <param name="bytes">1, 2 or 4.</param>
internal sealed class PartField(GenericField whole, int first, int bytes) : Field
{
    private enum Change
    {
        Add,
        AddUnless,
        Replace,
        ReplaceIf,
    }

    /// <inheritdoc/>
    public override string Name => $"{bytes}-byte part at {first} of {whole.Name}";

    /// <inheritdoc/>
    public override async Routine<Value> Load(MemoryOrder order, bool isFollowed) =>
        Part(await whole.Load(order, isFollowed: false));

    /// <inheritdoc/>
    public override async Routine<Value> Store(Value value, MemoryOrder order)
    {
        await Update(Change.Replace, Number(value), 0, order);
        return value;
    }

    /// <inheritdoc/>
    public override async Routine<Value> Add(long delta, MemoryOrder order) =>
        Cut((await Update(Change.Add, delta, 0, order)).Number + delta);

    /// <inheritdoc/>
    public override async Routine<Value> AddUnless(long delta, long unless, MemoryOrder order) =>
        Value.Of((await Update(Change.AddUnless, delta, Cut(unless).Number, order)).Number != Cut(unless).Number);

    /// <inheritdoc/>
    public override Routine<Value> CompareExchange(Value expected, Value desired, MemoryOrder order) =>
        Update(Change.ReplaceIf, Number(desired), Number(expected), order);

    /// <inheritdoc/>
    public override Routine<Value> Exchange(Value value, MemoryOrder order) =>
        Update(Change.Replace, Number(value), 0, order);

    // Returns what was there. One that fails is done again, which nobody can see.
    private async Routine<Value> Update(Change change, long operand, long condition, MemoryOrder order)
    {
        while (true)
        {
            var word = await whole.LoadWord();
            var found = Part(whole.NumberOf(word));
            var isLeft =
                (change == Change.AddUnless && found.Number == condition)
                || (change == Change.ReplaceIf && found.Number != condition);
            var desired = change is Change.Add or Change.AddUnless ? found.Number + operand : operand;
            if (isLeft || await whole.TryReplace(word, With(whole.NumberOf(word), desired), order))
            {
                return found;
            }
        }
    }

    private Value Part(Value word) =>
        word.IsAddress ? throw new MeaninglessException($"{Name}, which is {word}") : Cut(word.Number >> (8 * first));

    private Value With(Value word, long part)
    {
        var mask = ((1L << (8 * bytes)) - 1) << (8 * first);
        return Value.Of((word.Number & ~mask) | ((part << (8 * first)) & mask));
    }

    private long Number(Value value) =>
        value.IsAddress ? throw new MeaninglessException($"{Name} cannot be {value}") : Cut(value.Number).Number;

    private Value Cut(long number) => Value.Of(new KernelText.Types.ScalarKind((byte)bytes, true).Normalise(number));
}
