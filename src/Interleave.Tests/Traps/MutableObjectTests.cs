using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Tests.Traps;

/// <summary>What can change outside the engine's memory is refused where a suspended routine refers to it.</summary>
public sealed class MutableObjectTests
{
    [Fact]
    public void A_list_in_a_local_is_refused()
    {
        var message = Refusal.Of(static (x, _) => KeepList(x));

        Assert.Contains("MutableObjectTests.KeepList keeps '<list>", message, StringComparison.Ordinal);
        Assert.Contains("List`1._items", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_in_a_local_is_refused()
    {
        var message = Refusal.Of(static (x, _) => KeepArray(x));

        Assert.Contains("MutableObjectTests.KeepArray keeps '<array>", message, StringComparison.Ordinal);
        Assert.Contains("use ImmutableArray", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_builder_of_an_immutable_array_is_refused()
    {
        var message = Refusal.Of(static (x, _) => KeepBuilder(x));

        Assert.Contains("MutableObjectTests.KeepBuilder keeps '<builder>", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_inside_an_immutable_collection_is_refused()
    {
        var message = Refusal.Of(static (x, _) => KeepImmutableListOfLists(x));

        Assert.Contains("KeepImmutableListOfLists keeps '<lists>", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_inside_an_immutable_array_is_refused()
    {
        var message = Refusal.Of(static (x, _) => KeepImmutableArrayOfLists(x));

        Assert.Contains("KeepImmutableArrayOfLists keeps '<lists>", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_that_is_not_readonly_is_refused_by_name()
    {
        var counter = new Counter();
        var message = Refusal.Of((x, _) => counter.Count(x));

        Assert.Contains("Counter.Count keeps '<>4__this'", message, StringComparison.Ordinal);
        Assert.Contains("Counter._count (not readonly)", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_enumerator_of_a_foreach_is_refused()
    {
        var message = Refusal.Of(static (x, _) => Enumerate(ImmutableList.Create(1, 2), x));

        Assert.Contains("MutableObjectTests.Enumerate keeps", message, StringComparison.Ordinal);
        Assert.Contains("use a for loop instead of foreach", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_struct_that_is_not_readonly_is_refused()
    {
        var message = Refusal.Of(static (x, _) => KeepTuple(x));

        Assert.Contains("MutableObjectTests.KeepTuple keeps '<pair>", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_delegate_over_a_mutable_object_is_refused()
    {
        var counter = new Counter();
        var message = Refusal.Of((x, _) => KeepDelegate(counter.Next, x));

        Assert.Contains("MutableObjectTests.KeepDelegate keeps 'next'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_strings_and_immutable_collections_may_be_kept()
    {
        var verdict = Checker.Check(
            Given.Program(machine =>
            {
                var x = machine.Cell("x");
                var fixedThings = new Fixed("name", 3, [x, x], ImmutableDictionary<string, int>.Empty.Add("a", 1));
                machine.Fiber("a", () => KeepFixed(fixedThings, x));
            })
        );

        Assert.True(verdict.IsProof);
    }

    private static async Routine KeepList(Cell x)
    {
        var list = new List<int> { 1 };
        await x.Load();
        list.Add(2);
    }

    private static async Routine KeepArray(Cell x)
    {
        var array = new int[1];
        await x.Load();
        array[0]++;
    }

    private static async Routine KeepBuilder(Cell x)
    {
        var builder = ImmutableArray.CreateBuilder<int>();
        await x.Load();
        builder.Add(1);
    }

    private static async Routine KeepImmutableListOfLists(Cell x)
    {
        var lists = ImmutableList.Create(new List<int>());
        await x.Load();
        lists[0].Add(1);
    }

    private static async Routine KeepImmutableArrayOfLists(Cell x)
    {
        var lists = ImmutableArray.Create(new List<int>());
        await x.Load();
        lists[0].Add(1);
    }

    private static async Routine KeepTuple(Cell x)
    {
        var pair = (1, 2);
        await x.Load();
        pair.Item1++;
    }

    private static async Routine Enumerate(ImmutableList<int> list, Cell x)
    {
        foreach (var value in list)
        {
            await x.Add(value);
        }
    }

    private static async Routine KeepDelegate(Func<int> next, Cell x)
    {
        await x.Load();
        await x.Store(next());
    }

    private static async Routine KeepFixed(Fixed kept, Cell x)
    {
        await x.Load();
        await kept.Cells[0].Store(kept.Number + kept.Name.Length + kept.Numbers["a"]);
    }

    private sealed record Fixed(
        string Name,
        int Number,
        ImmutableArray<Cell> Cells,
        ImmutableDictionary<string, int> Numbers
    );

    private sealed class Counter
    {
        private int _count;

        public int Next() => ++_count;

        public async Routine Count(Cell x)
        {
            await x.Load();
            await x.Store(Next());
        }
    }
}
