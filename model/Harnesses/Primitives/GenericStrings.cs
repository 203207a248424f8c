using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using KernelText.Types;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>
/// Bytes that are set and copied, which x86 has instructions for: plain, word by word, in ascending order. The words
/// are those that anybody uses: others need not be written.
/// </summary>
internal static class GenericStrings
{
    private const string Empty = "one plain store: the text is empty";
    private const string Copied = "plain loads and stores of the words that are used";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("strings")
            .Macro("memset __memset memzero_explicit", "vvv", "void *", "plain stores of the words that are used", Set)
            .Macro("snprintf vsnprintf scnprintf vscnprintf", "vv-", "int", Empty, i => Format(i, 1))
            .Macro("sprintf vsprintf", "v-", "int", Empty, i => Format(i, -1))
            .Macro("memset_page", "vvvv", "void", "plain stores of the words that are used", Set)
            .Macro("memcpy memmove __memcpy __memmove memcpy_flushcache unsafe_memcpy", "vvv-", "void *", Copied, Copy);

    // As if the format had nothing in it: a zero at the beginning.
    private static Effect Format(Invocation i, int size)
    {
        if (size >= 0 && i[size].Number <= 0)
        {
            return i.Return(default);
        }

        return i[0].Object is StackObject local
            ? Effect.Of(default, i.Memory.Store(local, i[0].Number, 1, default))
            : Format(i.FieldAt(i[0], 1));
    }

    private static async Routine<Value> Format(Field first)
    {
        await first.Store(default, MemoryOrder.Plain);
        return default;
    }

    private static Effect Set(Invocation i)
    {
        var bytes = i.Call.Callee.Name == "memzero_explicit" ? i[1].Number : i[2].Number;
        var value = i.Call.Callee.Name == "memzero_explicit" ? 0 : i.Int(1) & 0xff;
        if (i[0].Object is StackObject local)
        {
            return value == 0
                ? Effect.Of(i[0], i.Memory.Zero(local, i[0].Number, bytes))
                : Effect.Of(i[0], Fill(i.Memory, local, i[0].Number, bytes, value));
        }

        var words = WordsOf(i, i[0], bytes);
        return StoreAll(
            [.. words.Select(w => i.FieldAt(At(i[0], w.Offset), w.Bytes))],
            [.. words.Select(w => Value.Of(value * 0x0101_0101_0101_0101 & Mask(w.Bytes)))],
            i[0]
        );
    }

    private static ThreadMemory Fill(ThreadMemory memory, StackObject local, long from, long bytes, int value)
    {
        for (var at = from; at < from + bytes; at++)
        {
            memory = memory.Store(local, at, 1, Value.Of(value));
        }

        return memory;
    }

    private static long Mask(int bytes) => bytes == 8 ? -1 : (1L << (8 * bytes)) - 1;

    private static Value At(Value address, long offset) => address with { Number = address.Number + offset };

    private static Effect Copy(Invocation i)
    {
        var (to, from, bytes) = (i[0], i[1], i[2].Number);
        if (bytes == 0)
        {
            return i.Return(to);
        }

        if (from.Object is StackObject source)
        {
            var words = i.Memory.Words(source, from.Number, bytes).ToArray();
            if (to.Object is StackObject own)
            {
                var memory = words.Aggregate(
                    i.Memory,
                    (m, w) => m.Store(own, to.Number + w.Offset - from.Number, w.Bytes, w.Value)
                );
                return Effect.Of(to, memory);
            }

            return StoreAll(
                [.. words.Select(w => i.FieldAt(At(to, w.Offset - from.Number), w.Bytes))],
                [.. words.Select(w => w.Value)],
                to
            );
        }

        if (to.Object is StackObject target)
        {
            var type = i.Call.ArgumentTypes.Take(2).OfType<PointerType>().FirstOrDefault(p => p.Target.Size == bytes);
            var scalars =
                from.Object is StringObject ? [.. Enumerable.Range(0, (int)bytes).Select(b => ((long)b, 1))]
                : type is null ? throw new MeaninglessException($"a {bytes}-byte copy of {from} to {to}")
                : RecordCopy.ScalarsOf(type.Target);
            return LoadAll(
                [.. scalars.Select(s => i.FieldAt(At(from, s.Offset), s.Bytes))],
                [.. scalars.Select(s => to.Number + s.Offset)],
                [.. scalars.Select(s => s.Bytes)],
                target,
                i.Memory,
                to
            );
        }

        var used = WordsOf(i, from, bytes).Union(WordsOf(i, to, bytes)).OrderBy(w => w.Offset).ToArray();
        return CopyAll(
            [.. used.Select(w => i.FieldAt(At(from, w.Offset), w.Bytes))],
            [.. used.Select(w => i.FieldAt(At(to, w.Offset), w.Bytes))],
            to
        );
    }

    // Words that are not used yet are written as soon as they are: then the search begins anew.
    private static IEnumerable<(long Offset, int Bytes)> WordsOf(Invocation i, Value address, long bytes)
    {
        if (address.Object is StringObject)
        {
            return [];
        }

        if (address.Object is not GenericObject memory)
        {
            throw address.Object is null
                ? i.Wild(address)
                : new MeaninglessException($"a {bytes}-byte block at {address} as a whole");
        }

        return memory.WordsIn(address.Number, bytes).Select(w => (w.Offset - address.Number, w.Bytes));
    }

    private static async Routine<Value> StoreAll(
        ImmutableArray<Field> fields,
        ImmutableArray<Value> values,
        Value result
    )
    {
        for (var i = 0; i < fields.Length; i++)
        {
            await fields[i].Store(values[i], MemoryOrder.Plain);
        }

        return result;
    }

    private static async Routine<Value> CopyAll(ImmutableArray<Field> from, ImmutableArray<Field> to, Value result)
    {
        for (var i = 0; i < from.Length; i++)
        {
            if (from[i] is GenericField source && to[i] is GenericField target)
            {
                await source.CopyTo(target);
            }
            else
            {
                await to[i].Store(await from[i].Load(MemoryOrder.Plain, isFollowed: false), MemoryOrder.Plain);
            }
        }

        return result;
    }

    private static async Routine<Outcome> LoadAll(
        ImmutableArray<Field> fields,
        ImmutableArray<long> offsets,
        ImmutableArray<int> bytes,
        StackObject to,
        ThreadMemory memory,
        Value result
    )
    {
        for (var i = 0; i < fields.Length; i++)
        {
            var value = await fields[i].Load(MemoryOrder.Plain, isFollowed: false);
            memory = memory.Store(to, offsets[i], bytes[i], value);
        }

        return new Outcome(result, memory);
    }
}
