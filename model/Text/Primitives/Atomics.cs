using System.Collections.Concurrent;
using Interleave.Memory;
using Interleave.Routines;
using KernelText.Meanings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary><c>atomic_t</c> and its kin, and compare-and-exchange on plain words.</summary>
internal static class Atomics
{
    private const string Group = "atomics";

    private static readonly ConcurrentDictionary<string, Primitive?> s_found = [];

    /// <summary>What an operation means, by the parts of its name; null for a name that is none.</summary>
    public static Primitive? Find(string name) => s_found.GetOrAdd(name, Make);

    private static Primitive? Make(string name) =>
        AtomicName.Of(name) is { } atomic && BodyOf(atomic) is { } body
            ? new Primitive(name, Group, Describe(atomic), new Meaning { Returns = TypeOf(atomic) }, body)
            : null;

    private static string Describe(AtomicName name) =>
        name.Operation switch
        {
            "read" => "one load",
            "set" => "one store",
            _ => "one atomic step, ordered as its name says",
        };

    private static string TypeOf(AtomicName name) =>
        name.Operation is "set"
        || (!name.Operation.Contains('_') && name.Operation is not ("read" or "xchg" or "cmpxchg"))
            ? "void"
        : name.Operation.EndsWith("_test", StringComparison.Ordinal)
        || name.Operation
            is "add_unless"
                or "inc_not_zero"
                or "add_negative"
                or "try_cmpxchg"
                or "inc_unless_negative"
                or "dec_unless_positive"
            ? "_Bool"
        : name.Bytes == 8 ? "long"
        : "int";

    private static Func<Invocation, Effect>? BodyOf(AtomicName name) =>
        name.Operation switch
        {
            "read" => i => i.Load(i.Word(0, name.Bytes), name.Suffix ?? MemoryOrder.Once),
            "set" => i => i.Word(0, name.Bytes).Store(i[1], name.Suffix ?? MemoryOrder.Once),
            "xchg" => i => i.Word(0, name.Bytes).Exchange(i[1], name.WithResult),
            "cmpxchg" => i => i.Word(0, name.Bytes).CompareExchange(i[1], i[2], name.WithResult),
            "try_cmpxchg" => i => TryCompareExchange(i, name),
            "add_unless" => i => i.Word(0, name.Bytes).AddUnless(i.Int(1), i.Int(2), name.WithResult),
            "inc_not_zero" => i => i.Word(0, name.Bytes).AddUnless(1, 0, name.WithResult),
            _ => Arithmetic(name),
        };

    // inc, dec, add and sub, in all their forms.
    private static Func<Invocation, Effect>? Arithmetic(AtomicName name)
    {
        var (operation, result) = name.Operation switch
        {
            "add_negative" => ("add", AtomicResult.IsNegative),
            var o when o.StartsWith("fetch_", StringComparison.Ordinal) => (o[6..], AtomicResult.Old),
            var o when o.EndsWith("_return", StringComparison.Ordinal) => (o[..^7], AtomicResult.New),
            var o when o.EndsWith("_and_test", StringComparison.Ordinal) => (o[..^9], AtomicResult.IsZero),
            var o => (o, AtomicResult.None),
        };
        var order = name.Suffix ?? (result == AtomicResult.None ? MemoryOrder.Relaxed : MemoryOrder.Full);
        return operation switch
        {
            "inc" => i => Add(i.Word(0, name.Bytes), 1, result, order),
            "dec" => i => Add(i.Word(0, name.Bytes), -1, result, order),
            "add" => i => Add(i.Word(1, name.Bytes), Number(i, 0), result, order),
            "sub" => i => Add(i.Word(1, name.Bytes), -Number(i, 0), result, order),
            _ => null,
        };
    }

    private static long Number(Invocation i, int argument) =>
        i[argument].IsAddress
            ? throw new MeaninglessException($"the address {i[argument]} is added")
            : i[argument].Number;

    private static async Routine<Value> Add(Field field, long delta, AtomicResult result, MemoryOrder order)
    {
        var value = await field.Add(delta, order);
        return result switch
        {
            AtomicResult.New => value,
            AtomicResult.Old => Value.Of(value.Number - delta),
            AtomicResult.IsZero => Value.Of(value.Number == 0),
            AtomicResult.IsNegative => Value.Of(value.Number < 0),
            _ => default,
        };
    }

    private static Effect TryCompareExchange(Invocation i, AtomicName name) =>
        i[1].Object is StackObject old
            ? TryCompareExchange(i.Word(0, name.Bytes), i[2], old, i[1].Number, name, i.Memory)
            : throw new MeaninglessException($"the expected value is in {i[1]}, and no local");

    private static async Routine<Outcome> TryCompareExchange(
        Field field,
        Value desired,
        StackObject old,
        long offset,
        AtomicName name,
        ThreadMemory memory
    )
    {
        var expected = memory.Load(old, offset, name.Bytes, isSigned: true);
        var found = await field.CompareExchange(expected, desired, name.WithResult);
        return found == expected
            ? new Outcome(Value.Of(1), memory)
            : new Outcome(default, memory.Store(old, offset, name.Bytes, found));
    }

    private static Field Word(this Invocation i, int argument, int bytes) => i.FieldAt(i[argument], bytes);
}
