using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Tests.Traps;

/// <summary>
/// Two local states are one only if every value in them is the same. In each program one of two ways fails, and both
/// announce the same steps: a search that takes the two for one misses the failure or invents one.
/// </summary>
public sealed class KeptValueTests
{
    [Theory]
    [InlineData("int")]
    [InlineData("uint")]
    [InlineData("long")]
    [InlineData("ulong")]
    [InlineData("char")]
    [InlineData("enum")]
    [InlineData("int?")]
    [InlineData("bool?")]
    [InlineData("object")]
    [InlineData("string")]
    [InlineData("array")]
    [InlineData("late array")]
    [InlineData("struct")]
    public void Values_that_differ_are_told_apart(string type)
    {
        foreach (var failing in (int[])[0, 1])
        {
            var verdict = Checker.Check(
                Given.Program(machine =>
                {
                    var x = machine.Cell("x");
                    machine.Fiber("a", () => Keep(type, failing, machine, x));
                })
            );

            Assert.Equal("the chosen way", Assert.Single(verdict.Counterexamples).Violation.Property);
            Assert.Equal($"{failing}", $"{verdict.Counterexamples[0].Schedule.Steps[0].Choice}");
        }
    }

    private static async Routine Keep(string type, int failing, Machine machine, Cell x)
    {
        var way = await (
            type switch
            {
                "int" => KeepInt(machine, x),
                "uint" => KeepUint(machine, x),
                "long" => KeepLong(machine, x),
                "ulong" => KeepUlong(machine, x),
                "char" => KeepChar(machine, x),
                "enum" => KeepEnum(machine, x),
                "int?" => KeepNullableInt(machine, x),
                "bool?" => KeepNullableBool(machine, x),
                "object" => KeepObject(machine, x),
                "string" => KeepString(machine, x),
                "array" => KeepArray(machine, x),
                "late array" => KeepLateArray(machine, x),
                _ => KeepStruct(machine, x),
            }
        );
        if (way == failing)
        {
            machine.Fail("the chosen way", "is the failing one");
        }
    }

    private static async Routine<int> KeepInt(Machine machine, Cell x)
    {
        var kept = await machine.Choose(2, "way") == 0 ? 0 : int.MinValue;
        await x.Load();
        return kept == 0 ? 0 : 1;
    }

    private static async Routine<int> KeepUint(Machine machine, Cell x)
    {
        var kept = await machine.Choose(2, "way") == 0 ? 0u : uint.MaxValue;
        await x.Load();
        return kept == 0 ? 0 : 1;
    }

    private static async Routine<int> KeepLong(Machine machine, Cell x)
    {
        var kept = await machine.Choose(2, "way") == 0 ? 0L : 1L << 32;
        await x.Load();
        return kept == 0 ? 0 : 1;
    }

    private static async Routine<int> KeepUlong(Machine machine, Cell x)
    {
        var kept = await machine.Choose(2, "way") == 0 ? 0UL : ulong.MaxValue;
        await x.Load();
        return kept == 0 ? 0 : 1;
    }

    private static async Routine<int> KeepChar(Machine machine, Cell x)
    {
        var kept = await machine.Choose(2, "way") == 0 ? 'a' : 'b';
        await x.Load();
        return kept == 'a' ? 0 : 1;
    }

    private static async Routine<int> KeepEnum(Machine machine, Cell x)
    {
        var kept = await machine.Choose(2, "way") == 0 ? MemoryOrder.Plain : MemoryOrder.Full;
        await x.Load();
        return kept == MemoryOrder.Plain ? 0 : 1;
    }

    private static async Routine<int> KeepNullableInt(Machine machine, Cell x)
    {
        int? kept = await machine.Choose(2, "way") == 0 ? null : 0;
        await x.Load();
        return kept is null ? 0 : 1;
    }

    private static async Routine<int> KeepNullableBool(Machine machine, Cell x)
    {
        bool? kept = await machine.Choose(2, "way") == 0 ? null : false;
        await x.Load();
        return kept is null ? 0 : 1;
    }

    private static async Routine<int> KeepObject(Machine machine, Cell x)
    {
        object kept = await machine.Choose(2, "way") == 0 ? 1 : true;
        await x.Load();
        return kept is int ? 0 : 1;
    }

    private static async Routine<int> KeepString(Machine machine, Cell x)
    {
        var kept = await machine.Choose(2, "way") == 0 ? "a" : null;
        await x.Load();
        return kept == "a" ? 0 : 1;
    }

    private static async Routine<int> KeepArray(Machine machine, Cell x)
    {
        ImmutableArray<int> kept = await machine.Choose(2, "way") == 0 ? [] : [0];
        await x.Load();
        return kept.Length;
    }

    // The variable has a place in the frame before it has a value.
    private static async Routine<int> KeepLateArray(Machine machine, Cell x)
    {
        var way = await machine.Choose(2, "way");
        await x.Load();
        ImmutableArray<int> kept = way == 0 ? [] : [0];
        await x.Load();
        return kept.Length;
    }

    private static async Routine<int> KeepStruct(Machine machine, Cell x)
    {
        var kept = await machine.Choose(2, "way") == 0 ? new Pair(1, null) : new Pair(1, 0);
        await x.Load();
        return kept.Second is null ? 0 : 1;
    }

    private readonly record struct Pair(int First, int? Second);
}
