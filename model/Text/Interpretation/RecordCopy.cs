using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using KernelText.Flow;
using KernelText.Types;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Interpretation;

/// <summary>Copies records between a thread's own memory and memory that others see, and clears the latter: scalar by
/// scalar, plain.</summary>
internal static class RecordCopy
{
    /// <summary>An assignment of structs of which at least one is shared.</summary>
    public static Effect Run(Invocation invocation, CopyRecord copy)
    {
        var (to, source) = (invocation.Arguments[0], invocation.Arguments[1]);
        if (source.Object is StackObject local)
        {
            var words = WordsOf(invocation.Memory, local, source.Number, copy)
                .Select(w => (invocation.FieldAt(to with { Number = to.Number + w.Offset }, w.Bytes), w.Value))
                .ToArray();
            return StoreAll([.. words.Select(w => w.Item1)], [.. words.Select(w => w.Value)]);
        }

        var scalars = Scalars(copy.Type, 0).ToImmutableArray();
        var fields = scalars.Select(s =>
            invocation.FieldAt(source with { Number = source.Number + s.Offset }, s.Bytes)
        );
        return to.Object is StackObject own
            ? LoadAll([.. fields], scalars, own, to.Number, invocation.Memory)
            : CopyAll(
                [.. fields],
                [.. scalars.Select(s => invocation.FieldAt(to with { Number = to.Number + s.Offset }, s.Bytes))]
            );
    }

    /// <summary>The scalars of a type, of members of a union those of the first.</summary>
    public static ImmutableArray<(long Offset, int Bytes)> ScalarsOf(CType type) =>
        [.. Scalars(type, 0).Select(s => (s.Offset, s.Bytes))];

    /// <summary>Zeros in a shared object.</summary>
    public static Effect Clear(Invocation invocation, ZeroRecord zero)
    {
        var at = invocation.Arguments[0];
        var fields = Scalars(zero.Type, 0)
            .Select(s => invocation.FieldAt(at with { Number = at.Number + s.Offset }, s.Bytes))
            .ToImmutableArray();
        return StoreAll(fields, [.. fields.Select(_ => default(Value))]);
    }

    // In the widths that the type has, whatever they were written in; where the type has a union, which may have been
    // written by another member, as they were written. What nobody has written is left out.
    private static IEnumerable<StackWord> WordsOf(ThreadMemory memory, StackObject local, long from, CopyRecord copy)
    {
        var words = memory.Words(local, from, copy.Bytes).ToArray();
        if (HasUnion(copy.Type))
        {
            return words.Select(w => w with { Offset = w.Offset - from });
        }

        return Scalars(copy.Type, 0)
            .Where(s => Array.Exists(words, w => w.Meets(from + s.Offset, s.Bytes)))
            .Select(s => new StackWord(
                s.Offset,
                s.Bytes,
                memory.Load(local, from + s.Offset, s.Bytes, isSigned: false)
            ));
    }

    private static bool HasUnion(CType type) =>
        type switch
        {
            RecordType { IsUnion: true } => true,
            RecordType { Layout: { } layout } => layout.Members.Any(m => HasUnion(m.Type)),
            ArrayType array => HasUnion(array.Element),
            _ => false,
        };

    private static async Routine<Value> StoreAll(ImmutableArray<Field> fields, ImmutableArray<Value> values)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            await fields[i].Store(values[i], MemoryOrder.Plain);
        }

        return default;
    }

    private static async Routine<Value> CopyAll(ImmutableArray<Field> from, ImmutableArray<Field> to)
    {
        for (var i = 0; i < from.Length; i++)
        {
            await to[i].Store(await from[i].Load(MemoryOrder.Plain, isFollowed: false), MemoryOrder.Plain);
        }

        return default;
    }

    private static async Routine<Outcome> LoadAll(
        ImmutableArray<Field> fields,
        ImmutableArray<Scalar> scalars,
        StackObject to,
        long offset,
        ThreadMemory memory
    )
    {
        for (var i = 0; i < fields.Length; i++)
        {
            var value = await fields[i].Load(MemoryOrder.Plain, isFollowed: false);
            memory = memory.Store(to, offset + scalars[i].Offset, scalars[i].Bytes, value);
        }

        return new Outcome(default, memory);
    }

    // Of members of a union the first counts.
    private static IEnumerable<Scalar> Scalars(CType type, long at)
    {
        switch (type)
        {
            case { IsScalar: true }:
                return [new(at, type.Kind.Bytes)];
            case RecordType { Layout: { } layout } record:
                var members = record.IsUnion ? layout.Members.Take(1) : layout.Members.DistinctBy(m => m.Offset);
                return members.SelectMany(m =>
                    m.Bits is { Word: > 0 and var word } ? [new(at + m.Offset, word)] : Scalars(m.Type, at + m.Offset)
                );
            case ArrayType { Length: { } length, Element: { Size: { } size } element }:
                return Enumerable.Range(0, (int)length).SelectMany(i => Scalars(element, at + (i * size)));
            default:
                throw new MeaninglessException($"a copy of {type}");
        }
    }

    // A part of a record.
    private readonly record struct Scalar(long Offset, int Bytes);
}
