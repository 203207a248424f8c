using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.Search;

/// <summary>The table against a dictionary.</summary>
public sealed class VisitedTableTests
{
    private const int States = 100_000;

    [Theory]
    [InlineData(64, true)]
    [InlineData(128, true)]
    [InlineData(64, false)]
    [InlineData(128, false)]
    public void It_grows_and_keeps_every_fingerprint_with_the_intersection_of_its_sleep_sets(int bits, bool sleepSets)
    {
        using var table = new VisitedTable(bits, sleepSets);
        var model = new Dictionary<(ulong, ulong), uint>();
        var random = 0UL;
        for (var i = 0; i < 3 * States; i++)
        {
            // Every state turns up three times or so, in no order.
            var state = Next(ref random) % States;
            var sleep = sleepSets ? (uint)Next(ref random) | (uint)Next(ref random) : 0;
            AddToBoth(table, model, bits, StableHash.Mix(state + 1), StableHash.Mix(~state), sleep);
        }

        Assert.Equal(model.Count, table.Count);
        Assert.InRange(table.Count, States * 9 / 10, States);
        Assert.InRange(table.PeakBytes, table.Bytes, 2 * table.Bytes);
        foreach (var ((first, second), sleep) in model)
        {
            Assert.False(table.Add(first, second, sleep, out var slept));
            Assert.Equal(sleep, slept);
        }
    }

    // The slot comes from the highest bits: these all want the last one, so the search for a free slot wraps around.
    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    public void Fingerprints_that_want_one_slot_are_told_apart(int bits)
    {
        using var table = new VisitedTable(bits);
        var model = new Dictionary<(ulong, ulong), uint>();
        for (var i = 0UL; i < 7500; i++)
        {
            AddToBoth(table, model, bits, ulong.MaxValue - (i % 5000), i % 5000, (uint)i);
        }

        Assert.Equal(5000, table.Count);
    }

    [Fact]
    public void A_narrow_table_looks_at_the_first_fingerprint_only()
    {
        using var table = new VisitedTable(64);

        Assert.True(table.Add(5, 1, 0, out _));
        Assert.False(table.Add(5, 2, 0, out _));
    }

    [Fact]
    public void A_wide_table_tells_states_with_one_first_fingerprint_apart()
    {
        using var table = new VisitedTable(128);

        Assert.True(table.Add(5, 1, 0b11, out _));
        Assert.True(table.Add(5, 2, 0b01, out _));
        Assert.False(table.Add(5, 1, 0b10, out var slept));
        Assert.Equal(0b11u, slept);
        Assert.Equal(2, table.Count);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    public void A_fingerprint_of_zero_is_a_fingerprint(int bits)
    {
        using var table = new VisitedTable(bits);

        Assert.True(table.Add(0, 0, 7, out _));
        Assert.False(table.Add(0, 0, 5, out var slept));
        Assert.Equal(7u, slept);
        Assert.Equal(1, table.Count);
    }

    [Fact]
    public void The_bound_on_false_merges_counts_pairs()
    {
        var verdict = new Verdict { Strategy = "any", States = 1L << 20, FingerprintBits = 64 };

        Assert.Equal(Math.Pow(2, 39 - 64), verdict.FalseMergeBound, 1e-12);
        Assert.Equal(Math.Pow(2, 39 - 128), (verdict with { FingerprintBits = 128 }).FalseMergeBound, 1e-31);
        Assert.Equal(0, (verdict with { States = 1 }).FalseMergeBound);
        Assert.Equal(0, (verdict with { FingerprintBits = 0 }).FalseMergeBound);
        Assert.Equal(1, (verdict with { States = long.MaxValue }).FalseMergeBound);
    }

    private static void AddToBoth(
        VisitedTable table, Dictionary<(ulong, ulong), uint> model, int bits, ulong first, ulong second, uint sleep)
    {
        var key = (first, bits == 64 ? 0 : second);
        var isKnown = model.TryGetValue(key, out var before);

        Assert.Equal(!isKnown, table.Add(first, second, sleep, out var slept));
        Assert.Equal(before, slept);
        model[key] = isKnown ? before & sleep : sleep;
    }

    private static ulong Next(ref ulong random) => StableHash.Mix(random += 0x9E3779B97F4A7C15UL);
}
