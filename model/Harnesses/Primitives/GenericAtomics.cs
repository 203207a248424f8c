using System.Collections.Concurrent;
using Interleave.Memory;
using Interleave.Routines;
using KernelText.Meanings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Harnesses.Primitives;

/// <summary>Atomic operations on bits, and forms that give up: what counts alone do not need.</summary>
internal static class GenericAtomics
{
    private const string Name = "atomics";
    private const string Bit = "one atomic step on the bit's word";

    private static readonly ConcurrentDictionary<string, Primitive?> s_found = [];

    /// <summary>The names that are no <c>atomic_t</c>'s.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup(Name)
            .Macro(
                "set_bit",
                "vv",
                "void",
                Bit,
                i => Change(BitWord(i), WordOperator.Or, BitOf(i), MemoryOrder.Relaxed)
            )
            .Macro(
                "clear_bit",
                "vv",
                "void",
                Bit,
                i => Change(BitWord(i), WordOperator.And, ~BitOf(i), MemoryOrder.Relaxed)
            )
            .Macro(
                "clear_bit_unlock",
                "vv",
                "void",
                Bit,
                i => Change(BitWord(i), WordOperator.And, ~BitOf(i), MemoryOrder.Release)
            )
            .Macro(
                "test_bit arch_test_bit _test_bit",
                "vv",
                "int",
                "one load",
                i => Test(BitWord(i), BitOf(i), MemoryOrder.Once)
            )
            .Macro(
                "test_bit_acquire arch_test_bit_acquire",
                "vv",
                "int",
                "one load",
                i => Test(BitWord(i), BitOf(i), MemoryOrder.Acquire)
            )
            .Macro(
                "test_and_set_bit",
                "vv",
                "int",
                Bit,
                i => TestAnd(BitWord(i), WordOperator.Or, BitOf(i), BitOf(i), MemoryOrder.Full)
            )
            .Macro(
                "test_and_set_bit_lock",
                "vv",
                "int",
                Bit,
                i => TestAnd(BitWord(i), WordOperator.Or, BitOf(i), BitOf(i), MemoryOrder.Acquire)
            )
            .Macro(
                "test_and_clear_bit",
                "vv",
                "int",
                Bit,
                i => TestAnd(BitWord(i), WordOperator.And, ~BitOf(i), BitOf(i), MemoryOrder.Full)
            )
            .Macro(
                "try_cmpxchg try_cmpxchg64",
                "vvv",
                "_Bool",
                "one atomic step",
                i => TryCompareExchange(i, MemoryOrder.Full)
            )
            .Macro(
                "try_cmpxchg_relaxed try_cmpxchg64_relaxed",
                "vvv",
                "_Bool",
                "one atomic step",
                i => TryCompareExchange(i, MemoryOrder.Relaxed)
            )
            .Macro(
                "try_cmpxchg_acquire try_cmpxchg64_acquire",
                "vvv",
                "_Bool",
                "one atomic step",
                i => TryCompareExchange(i, MemoryOrder.Acquire)
            )
            .Macro(
                "try_cmpxchg_release try_cmpxchg64_release",
                "vvv",
                "_Bool",
                "one atomic step",
                i => TryCompareExchange(i, MemoryOrder.Release)
            )
            .Macro(
                "cmpxchg_acquire",
                "vvv",
                "typeof(*($0))",
                "one atomic step",
                i => i.FieldAt(i[0], i.BytesAt(0)).CompareExchange(i[1], i[2], MemoryOrder.Acquire)
            )
            .Macro(
                "cmpxchg_release",
                "vvv",
                "typeof(*($0))",
                "one atomic step",
                i => i.FieldAt(i[0], i.BytesAt(0)).CompareExchange(i[1], i[2], MemoryOrder.Release)
            )
            .Macro(
                "xchg_relaxed",
                "vv",
                "typeof(*($0))",
                "one atomic step",
                i => i.FieldAt(i[0], i.BytesAt(0)).Exchange(i[1], MemoryOrder.Relaxed)
            )
            .Macro(
                "xchg_acquire",
                "vv",
                "typeof(*($0))",
                "one atomic step",
                i => i.FieldAt(i[0], i.BytesAt(0)).Exchange(i[1], MemoryOrder.Acquire)
            )
            .Macro(
                "xchg_release",
                "vv",
                "typeof(*($0))",
                "one atomic step",
                i => i.FieldAt(i[0], i.BytesAt(0)).Exchange(i[1], MemoryOrder.Release)
            );

    /// <summary>Width of what an argument, which is a pointer, points to.</summary>
    /// <exception cref="MeaninglessException">It is no scalar.</exception>
    public static int BytesAt(this Invocation i, int argument) =>
        i.Call.ArgumentTypes[argument] is KernelText.Types.PointerType { Target: { IsScalar: true } target }
            ? target.Kind.Bytes
            : throw new MeaninglessException($"{i.Call.Callee} of {i.Call.ArgumentTypes[argument]}");

    /// <summary><c>atomic_or</c>, <c>atomic_and</c> and the like, by the parts of their names; null for a name that is
    /// none.</summary>
    public static Primitive? Find(string name) => s_found.GetOrAdd(name, Make);

    private static Primitive? Make(string name)
    {
        if (AtomicName.Of(name) is not { } atomic)
        {
            return null;
        }

        Func<Invocation, Effect>? body = atomic.Operation switch
        {
            "or" => i => Change(i.FieldAt(i[1], atomic.Bytes), WordOperator.Or, i[0].Number, MemoryOrder.Relaxed),
            "and" => i => Change(i.FieldAt(i[1], atomic.Bytes), WordOperator.And, i[0].Number, MemoryOrder.Relaxed),
            "andnot" => i => Change(i.FieldAt(i[1], atomic.Bytes), WordOperator.And, ~i[0].Number, MemoryOrder.Relaxed),
            "xor" => i => Change(i.FieldAt(i[1], atomic.Bytes), WordOperator.Xor, i[0].Number, MemoryOrder.Relaxed),
            "fetch_or" => i => Fetch(i, atomic, new WordChange(WordOperator.Or, i[0].Number)),
            "fetch_and" => i => Fetch(i, atomic, new WordChange(WordOperator.And, i[0].Number)),
            "fetch_andnot" => i => Fetch(i, atomic, new WordChange(WordOperator.And, ~i[0].Number)),
            "fetch_xor" => i => Fetch(i, atomic, new WordChange(WordOperator.Xor, i[0].Number)),
            "add_not_zero" => i => i.FieldAt(i[1], atomic.Bytes).AddUnless(i[0].Number, 0, atomic.WithResult),
            "inc_unless_negative" => i => AddIf(i, atomic, 1, static old => old >= 0, isNew: false),
            "dec_unless_positive" => i => AddIf(i, atomic, -1, static old => old <= 0, isNew: false),
            "dec_if_positive" => i => AddIf(i, atomic, -1, static old => old > 0, isNew: true),
            _ => null,
        };
        var returns = atomic.Operation switch
        {
            "or" or "and" or "andnot" or "xor" => "void",
            "inc_unless_negative" or "dec_unless_positive" or "add_not_zero" => "_Bool",
            _ => atomic.Bytes == 8 ? "long" : "int",
        };
        return body is null
            ? null
            : new Primitive(
                name,
                Name,
                "one atomic step, ordered as its name says",
                new Meaning { Returns = returns },
                body
            );
    }

    private static Effect Fetch(Invocation i, AtomicName name, WordChange change) =>
        Generic(i.FieldAt(i[1], name.Bytes)).FetchAnd(change, name.WithResult);

    private static Effect AddIf(Invocation i, AtomicName name, int delta, Func<long, bool> condition, bool isNew) =>
        AddIf(i.FieldAt(i[0], name.Bytes), delta, new AddCondition(condition), name.WithResult, isNew);

    // One that finds the condition false is a load.
    private static async Routine<Value> AddIf(
        Field field,
        int delta,
        AddCondition condition,
        MemoryOrder order,
        bool isNew
    )
    {
        while (true)
        {
            var old = await field.Load(MemoryOrder.Relaxed, isFollowed: false);
            var holds = condition.Holds(old.Number);
            if (
                !holds
                || await field.CompareExchange(old, Value.Of(old.Number + delta), order) is var found && found == old
            )
            {
                return isNew ? Value.Of(old.Number + delta) : Value.Of(holds);
            }
        }
    }

    private sealed class AddCondition(Func<long, bool> holds) : IImmutable
    {
        public bool Holds(long value) => holds(value);
    }

    private static Field BitWord(Invocation i) =>
        i.FieldAt(i[1] with { Number = i[1].Number + (i.Int(0) / 64 * 8) }, 8);

    private static long BitOf(Invocation i) => 1L << (i.Int(0) % 64);

    private static async Routine<Value> Change(Field field, WordOperator what, long operand, MemoryOrder order)
    {
        await Generic(field).Change(new WordChange(what, operand), order);
        return default;
    }

    private static async Routine<Value> Test(Field field, long bit, MemoryOrder order) =>
        Value.Of(((await field.Load(order, isFollowed: false)).Number & bit) != 0);

    private static async Routine<Value> TestAnd(
        Field field,
        WordOperator what,
        long operand,
        long bit,
        MemoryOrder order
    ) => Value.Of(((await Generic(field).FetchAnd(new WordChange(what, operand), order)).Number & bit) != 0);

    private static Effect TryCompareExchange(Invocation i, MemoryOrder order) =>
        i[1].Object is StackObject old
            ? TryCompareExchange(i.FieldAt(i[0], i.BytesAt(0)), i[2], old, i[1].Number, i.BytesAt(0), order, i.Memory)
            : throw new MeaninglessException($"the expected value is in {i[1]}, and no local");

    private static async Routine<Outcome> TryCompareExchange(
        Field field,
        Value desired,
        StackObject old,
        long offset,
        int bytes,
        MemoryOrder order,
        ThreadMemory memory
    )
    {
        var expected = memory.Load(old, offset, bytes, isSigned: true);
        var found = await field.CompareExchange(expected, desired, order);
        return found == expected
            ? new Outcome(Value.Of(1), memory)
            : new Outcome(default, memory.Store(old, offset, bytes, found));
    }

    private static GenericField Generic(Field field) =>
        field as GenericField ?? throw new MeaninglessException($"bits of {field.Name}");
}
