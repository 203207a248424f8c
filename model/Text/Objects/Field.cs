using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>A word of an object: what its loads and stores are in the model. Each operation is one step, or
/// none.</summary>
internal abstract class Field : IImmutable
{
    /// <summary>What traces call it.</summary>
    public abstract string Name { get; }

    /// <summary>The lock that the word is; null for any other word.</summary>
    public virtual Mutex? Lock => null;

    /// <summary>What it is part of; null for what is never freed.</summary>
    public virtual Lifetime? Lifetime => null;

    /// <summary>What it always is; null for a word that somebody writes.</summary>
    public virtual Value? Constant => null;

    /// <summary>A thread that stores the value has killed a reference.</summary>
    public virtual bool Settles(Value value) => false;

    /// <summary>What the word says to a thread that has done so, as far as its flags go; null for any other
    /// word.</summary>
    public virtual Value? Settled => null;

    /// <summary>Reads it.</summary>
    /// <param name="order">What the text asks for.</param>
    /// <param name="isFollowed">The function goes on to what the value points to: accesses there depend on this
    /// one.</param>
    public abstract Routine<Value> Load(MemoryOrder order, bool isFollowed);

    /// <summary>Writes it.</summary>
    public virtual Routine<Value> Store(Value value, MemoryOrder order) => throw Missing($"a store of {value}");

    /// <summary>Adds, and returns the new value.</summary>
    public virtual Routine<Value> Add(long delta, MemoryOrder order) => throw Missing("an addition");

    /// <summary>Adds unless it has a value; returns whether it did.</summary>
    public virtual Routine<Value> AddUnless(long delta, long unless, MemoryOrder order) => throw Missing("an addition");

    /// <summary>Writes if it has a value; returns the old one.</summary>
    public virtual Routine<Value> CompareExchange(Value expected, Value desired, MemoryOrder order) =>
        throw Missing("a compare and exchange");

    /// <summary>Writes, and returns the old value.</summary>
    public virtual Routine<Value> Exchange(Value value, MemoryOrder order) => throw Missing("an exchange");

    private MeaninglessException Missing(string what) => new($"{what} on {Name}");
}
