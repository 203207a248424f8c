using Interleave.Memory;
using Interleave.Routines;
using KernelText.Types;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>A word of memory without a class: a number of C, or a pointer.</summary>
/// <param name="cell">Where it is.</param>
/// <param name="bytes">1, 2, 4 or 8.</param>
/// <param name="pointers">How values are written in cells.</param>
internal sealed class GenericField(Cell cell, int bytes, PointerTable pointers) : CellField(cell)
{
    private const int Small = 1 << 14;

    /// <summary>Which word.</summary>
    public GenericWord? Word { get; init; }

    /// <summary>Who accesses it from where, if data races are looked for.</summary>
    public WatchedWord? Watched { get; private init; }

    /// <summary>The same word as a place of the text accesses it.</summary>
    public GenericField WatchedBy(WatchedWord watched) =>
        new(Cell, _bytes, _pointers) { Word = Word, Watched = watched };

    private readonly PointerTable _pointers = pointers;
    private readonly int _bytes = bytes;

    /// <summary>No load is left out: somebody writes every word that is not known to be constant.</summary>
    public override Lifetime? Lifetime => null;

    /// <summary>A load; one that is followed comes before later accesses to what it points to, unless it orders more
    /// than that itself.</summary>
    public override async Routine<Value> Load(MemoryOrder order, bool isFollowed)
    {
        await Reading(order);
        return Decode(
            isFollowed && _bytes == 8 && order is MemoryOrder.Plain or MemoryOrder.Once or MemoryOrder.Relaxed
                ? await Cell.Dereference()
                : await Cell.Load(order)
        );
    }

    /// <inheritdoc/>
    public override async Routine<Value> Store(Value value, MemoryOrder order)
    {
        await Writing(order);
        return await base.Store(value, order);
    }

    /// <summary>Waits until the word is 0, or not.</summary>
    public async Routine<Value> Await(bool isZero) =>
        Decode(
            isZero ? await Cell.Until(static (word, _) => word == 0) : await Cell.Until(static (word, _) => word != 0)
        );

    /// <summary>Copies the word, whatever is in it, to another one of the same width: two plain steps.</summary>
    public async Routine CopyTo(GenericField to)
    {
        await Reading(MemoryOrder.Plain);
        var word = await Cell.Load(MemoryOrder.Plain);
        await to.Writing(MemoryOrder.Plain);
        await to.Cell.Store(word, MemoryOrder.Plain);
    }

    /// <summary>What the cell holds, whatever it is.</summary>
    public async Routine<int> LoadWord() => await Cell.Load(MemoryOrder.Relaxed);

    /// <summary>What that stands for; 0 for what nobody has written.</summary>
    public Value NumberOf(int word) => PointerTable.IsUninitialised(word) ? default : Decode(word);

    /// <summary>Writes if the cell holds a word; returns whether it did.</summary>
    public async Routine<bool> TryReplace(int word, Value desired, MemoryOrder order) =>
        await Cell.CompareExchange(
            word,
            Encode(desired),
            order is MemoryOrder.Plain or MemoryOrder.Once ? MemoryOrder.Relaxed : order
        );

    /// <summary>Waits until the word is something else.</summary>
    public async Routine AwaitNot(Value value) => await Cell.Until(static (word, not) => word != not, Encode(value));

    /// <summary>A plain load, whatever is there.</summary>
    public async Routine Touch()
    {
        await Reading(MemoryOrder.Plain);
        await Cell.Load(MemoryOrder.Plain);
    }

    /// <summary>Waits until the lowest bit is clear.</summary>
    public async Routine AwaitEven() => await Cell.Until(static (word, _) => (word & 1) == 0);

    /// <inheritdoc/>
    protected override Value Decode(int word) => Cut(_pointers.Decode(word, Name));

    /// <inheritdoc/>
    protected override int Encode(Value value) => _pointers.Encode(Cut(value));

    /// <inheritdoc/>
    public override Routine<Value> Add(long delta, MemoryOrder order) =>
        delta is > -Small and < Small
            ? AddSmall((int)delta, order)
            : Change(new WordChange(WordOperator.Add, delta), order);

    /// <inheritdoc/>
    public override Routine<Value> AddUnless(long delta, long unless, MemoryOrder order) =>
        delta is > -Small and < Small
            ? AddUnlessSmall(delta, unless, order)
            : throw new MeaninglessException($"{delta} is added to {Name}");

    /// <inheritdoc/>
    public override Routine<Value> CompareExchange(Value expected, Value desired, MemoryOrder order) =>
        IsSmall(Cut(expected)) && IsSmall(Cut(desired))
            ? CompareExchangeSmall(Cut(expected), Cut(desired), order)
            : CompareExchangeLarge(Cut(expected), Cut(desired), order);

    /// <inheritdoc/>
    public override async Routine<Value> Exchange(Value value, MemoryOrder order)
    {
        await Writing(MemoryOrder.Relaxed);
        return await base.Exchange(value, order);
    }

    /// <summary>A read-modify-write; returns the new value. One that fails is done again, which nobody can
    /// see.</summary>
    public async Routine<Value> Change(WordChange change, MemoryOrder order) =>
        Cut(change.Apply(await FetchAnd(change, order)));

    /// <summary>The same; returns the old value.</summary>
    public async Routine<Value> FetchAnd(WordChange change, MemoryOrder order)
    {
        await Writing(MemoryOrder.Relaxed);
        while (true)
        {
            var old = Decode(await Cell.Load(MemoryOrder.Relaxed));
            if (await Cell.CompareExchange(Encode(old), Encode(change.Apply(old)), order))
            {
                return old;
            }
        }
    }

    private Routine Reading(MemoryOrder order) => Watched?.Read(order == MemoryOrder.Plain) ?? default;

    private Routine Writing(MemoryOrder order) => Watched?.Write(order == MemoryOrder.Plain) ?? default;

    private async Routine<Value> AddUnlessSmall(long delta, long unless, MemoryOrder order)
    {
        await Writing(MemoryOrder.Relaxed);
        return await base.AddUnless(delta, unless, order);
    }

    private async Routine<Value> CompareExchangeSmall(Value expected, Value desired, MemoryOrder order)
    {
        await Writing(MemoryOrder.Relaxed);
        return await base.CompareExchange(expected, desired, order);
    }

    private async Routine<Value> AddSmall(int delta, MemoryOrder order)
    {
        await Writing(MemoryOrder.Relaxed);
        var word = await Cell.Add(delta, order);
        var value = _pointers.Decode(word, Name);
        return _pointers.Encode(Cut(value)) == word
            ? Cut(value)
            : throw new MeaninglessException($"{Name} wraps, or leaves the range that a cell has");
    }

    // One that fails is a load, and one that succeeds has found what it expects; in between the word may change and
    // change back.
    private async Routine<Value> CompareExchangeLarge(Value expected, Value desired, MemoryOrder order)
    {
        await Writing(MemoryOrder.Relaxed);
        while (true)
        {
            // What is found may be followed: llist_del_first goes on from it.
            var found = Decode(_bytes == 8 ? await Cell.Dereference() : await Cell.Load(MemoryOrder.Relaxed));
            if (found != expected || await Cell.CompareExchange(Encode(expected), Encode(desired), order))
            {
                return found;
            }
        }
    }

    private static bool IsSmall(Value value) => value is { IsAddress: false, Number: > -Small and < Small };

    private Value Cut(Value value) =>
        !value.IsAddress ? Value.Of(new ScalarKind((byte)_bytes, true).Normalise(value.Number))
        : _bytes == 8 ? value
        : throw new MeaninglessException($"a {_bytes}-byte part of {value} in {Name}");
}

/// <summary>What an atomic operation does to a word.</summary>
internal enum WordOperator
{
    /// <summary>Adds.</summary>
    Add,

    /// <summary>Clears all other bits.</summary>
    And,

    /// <summary>Sets bits.</summary>
    Or,

    /// <summary>Turns bits over.</summary>
    Xor,
}

/// <summary>A read-modify-write.</summary>
/// <param name="Operator">What it does.</param>
/// <param name="Operand">With which number.</param>
internal readonly record struct WordChange(WordOperator Operator, long Operand)
{
    /// <summary>The new value.</summary>
    public Value Apply(Value old) =>
        Arithmetic.Apply(
            Operator switch
            {
                WordOperator.Add => KernelText.Flow.BinaryOperator.Add,
                WordOperator.And => KernelText.Flow.BinaryOperator.And,
                WordOperator.Or => KernelText.Flow.BinaryOperator.Or,
                _ => KernelText.Flow.BinaryOperator.Xor,
            },
            old,
            Value.Of(Operand),
            ScalarKind.Long
        );
}
