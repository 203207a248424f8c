using Interleave.Memory;
using Interleave.Routines;
using KernelText.Flow;
using KernelText.Types;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>Bits of numbers, which x86 has instructions for, and bitmaps.</summary>
internal static class GenericBits
{
    private const string Calculated = "calculated";
    private const string Plain = "a plain load and a plain store of the bit's word";
    private const string Search = "plain loads of the bitmap's words";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("bits")
            .Macro("__ffs __ffs64", "v", "unsigned long", Calculated, i => Bits(i, UnaryOperator.TrailingZeros, 64))
            .Macro(
                "ffz",
                "v",
                "unsigned long",
                Calculated,
                i => i.Return(Count(UnaryOperator.TrailingZeros, ~Number(i), 64))
            )
            .Macro("__fls", "v", "unsigned long", Calculated, i => i.Return(Value.Of(63 - Leading(Number(i), 64))))
            .Macro("ffs", "v", "int", Calculated, i => i.Return(Value.Of(First(Number(i) & uint.MaxValue))))
            .Macro("fls", "v", "int", Calculated, i => i.Return(Value.Of(32 - Leading(Number(i) & uint.MaxValue, 32))))
            .Macro("fls64 fls_long", "v", "int", Calculated, i => i.Return(Value.Of(64 - Leading(Number(i), 64))))
            .Macro("hweight8 __arch_hweight8", "v", "unsigned int", Calculated, i => Ones(i, 8))
            .Macro("hweight16 __arch_hweight16", "v", "unsigned int", Calculated, i => Ones(i, 16))
            .Macro("hweight32 __arch_hweight32 __sw_hweight32", "v", "unsigned int", Calculated, i => Ones(i, 32))
            .Macro(
                "hweight64 hweight_long __arch_hweight64 __sw_hweight64",
                "v",
                "unsigned long",
                Calculated,
                i => Ones(i, 64)
            )
            .Macro("__set_bit ___set_bit", "vv", "void", Plain, i => Write(i, true, false))
            .Macro("__clear_bit ___clear_bit", "vv", "void", Plain, i => Write(i, false, false))
            .Macro("__test_and_set_bit", "vv", "_Bool", Plain, i => Write(i, true, true))
            .Macro("__test_and_clear_bit", "vv", "_Bool", Plain, i => Write(i, false, true))
            .Macro(
                "swab16 __swab16 __arch_swab16",
                "v",
                "unsigned short",
                Calculated,
                i => Bits(i, UnaryOperator.SwappedBytes, 16)
            )
            .Macro(
                "swab32 __swab32 __arch_swab32",
                "v",
                "unsigned int",
                Calculated,
                i => Bits(i, UnaryOperator.SwappedBytes, 32)
            )
            .Macro(
                "swab64 __swab64 __arch_swab64",
                "v",
                "unsigned long",
                Calculated,
                i => Bits(i, UnaryOperator.SwappedBytes, 64)
            )
            .Macro("find_first_bit", "vv", "unsigned long", Search, i => Find(i, i.Int(1), 0, isSet: true))
            .Macro("find_first_zero_bit", "vv", "unsigned long", Search, i => Find(i, i.Int(1), 0, isSet: false))
            .Macro("find_next_bit", "vvv", "unsigned long", Search, i => Find(i, i.Int(1), i.Int(2), isSet: true))
            .Macro(
                "find_next_zero_bit",
                "vvv",
                "unsigned long",
                Search,
                i => Find(i, i.Int(1), i.Int(2), isSet: false)
            );

    private static long Number(Invocation i) =>
        i[0].IsAddress ? throw new MeaninglessException($"bits of the address {i[0]}") : i[0].Number;

    private static Effect Bits(Invocation i, UnaryOperator what, int bits) => i.Return(Count(what, Number(i), bits));

    private static Effect Ones(Invocation i, int bits) => i.Return(Count(UnaryOperator.OneBits, Number(i), bits));

    private static Value Count(UnaryOperator what, long number, int bits) =>
        BitOperators.Calculate(what, number, new ScalarKind((byte)(bits / 8), false)) is { } count
            ? Value.Of(count)
            : throw new MeaninglessException("the first bit of a number that has none");

    private static int First(long number) =>
        number == 0 ? 0 : System.Numerics.BitOperations.TrailingZeroCount(number) + 1;

    private static int Leading(long number, int bits) =>
        System.Numerics.BitOperations.LeadingZeroCount((ulong)number) - (64 - bits);

    private static Effect Write(Invocation i, bool isSet, bool isTested)
    {
        var (bit, field) = (
            1L << (i.Int(0) % 64),
            i.FieldAt(i[1] with { Number = i[1].Number + (i.Int(0) / 64 * 8) }, 8)
        );
        return Write(field, bit, isSet, isTested);
    }

    private static async Routine<Value> Write(Field field, long bit, bool isSet, bool isTested)
    {
        var old = await field.Load(MemoryOrder.Plain, isFollowed: false);
        await field.Store(Value.Of(isSet ? old.Number | bit : old.Number & ~bit), MemoryOrder.Plain);
        return isTested ? Value.Of((old.Number & bit) != 0) : default;
    }

    // A mask of CPUs is NULL: it has all of them.
    private static Effect Find(Invocation i, int size, int from, bool isSet)
    {
        if (!i[0].IsTrue)
        {
            var cpus = GenericPerCpu.CountOf(i);
            return i.Return(Value.Of(isSet && from < cpus ? from : size));
        }

        var words = Enumerable
            .Range(0, Math.Max(0, (size + 63) / 64))
            .Select(w => i.FieldAt(i[0] with { Number = i[0].Number + (w * 8) }, 8))
            .ToArray();
        return from >= size ? i.Return(Value.Of(size)) : Find(new BitmapWords(words), size, from, isSet);
    }

    private static async Routine<Value> Find(BitmapWords words, int size, int from, bool isSet)
    {
        for (var w = from / 64; w < words.Count; w++)
        {
            var word = (await words[w].Load(MemoryOrder.Plain, isFollowed: false)).Number;
            word = (isSet ? word : ~word) & (w == from / 64 ? -1L << (from % 64) : -1L);
            if (word != 0)
            {
                return Value.Of(Math.Min(size, (w * 64) + System.Numerics.BitOperations.TrailingZeroCount(word)));
            }
        }

        return Value.Of(size);
    }

    // What a routine keeps over a step has to be immutable.
    private sealed class BitmapWords(Field[] fields) : IImmutable
    {
        public int Count => fields.Length;

        public Field this[int word] => fields[word];
    }
}
