using System.Numerics;
using System.Threading.Tasks;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Visited;

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

    // However many states there are: the fullest and the emptiest moments of all segments are among these.
    [Fact]
    public void A_large_table_never_takes_more_than_24_bytes_a_state()
    {
        using var table = new VisitedTable(64);
        var random = 7UL;
        var most = 0.0;
        while (table.Count < 2_000_000)
        {
            table.Add(Next(ref random), 0, 0, out _);
            if (table.Count >= 300_000 && table.Count % 1000 == 0)
            {
                most = Math.Max(most, (double)table.PeakBytes / table.Count);
            }
        }

        Assert.InRange(most, 64.0 / 5, 24);
    }

    [Fact]
    public void Without_memory_to_grow_it_is_filled_and_then_says_so()
    {
        const long MostBytes = 8 << 20;
        using var table = new VisitedTable(64, true, MostBytes);
        var random = 7UL;
        while (table.Full is null)
        {
            table.Add(Next(ref random), 0, 1, out _);
        }

        Assert.Equal("stopped at 8 MiB", table.Full);
        Assert.InRange(table.PeakBytes, MostBytes / 2, MostBytes);
        Assert.InRange(table.Count, MostBytes / 24, MostBytes / 13);
        random = 7;
        Assert.False(table.Add(Next(ref random), 0, 0, out var slept)); // it still knows what it has
        Assert.Equal(1u, slept);
    }

    [Fact]
    public void What_is_kept_in_files_counts_for_nothing_and_leaves_nothing()
    {
        var directory = Directory.CreateTempSubdirectory("visited");
        using (var table = new VisitedTable(64, true, 1 << 20, directory.FullName))
        {
            var model = new Dictionary<(ulong, ulong), uint>();
            var random = 0UL;
            for (var i = 0; i < 500_000; i++)
            {
                AddToBoth(
                    table,
                    model,
                    64,
                    StableHash.Mix(1 + (Next(ref random) % 400_000)),
                    0,
                    (uint)Next(ref random)
                );
            }

            Assert.Null(table.Full);
            Assert.Equal(model.Count, table.Count);
            Assert.Equal(0, table.Bytes);
        }

        Assert.Empty(directory.EnumerateFiles());
        directory.Delete();
    }

    [Fact]
    public void A_directory_that_cannot_be_used_makes_it_full()
    {
        var file = Path.GetTempFileName();
        using var table = new VisitedTable(64, true, long.MaxValue, Path.Combine(file, "below"));
        var random = 7UL;
        while (table.Full is null && table.Count < 100_000)
        {
            table.Add(Next(ref random), 0, 1, out _);
        }

        Assert.StartsWith($"visited states cannot be kept in '{file}", table.Full, StringComparison.Ordinal);
        File.Delete(file);
    }

    // Every thread meets every state several times, with sleep sets of its own, while the table grows under all of
    // them.
    [Theory]
    [InlineData(64, true)]
    [InlineData(128, true)]
    [InlineData(64, false)]
    [InlineData(128, false)]
    public void Threads_that_share_it_are_given_every_state_and_every_fiber_once(int bits, bool sleepSets)
    {
        const int Workers = 4;
        using var table = new VisitedTable(bits, sleepSets);
        table.Share(Workers);
        var added = new long[Workers];
        var given = new long[Workers];
        var awake = new uint[Workers][];
        Parallel.For(
            0,
            Workers,
            new ParallelOptions { MaxDegreeOfParallelism = Workers },
            worker =>
            {
                var random = (ulong)worker;
                awake[worker] = new uint[States];
                for (var i = 0; i < 3 * States; i++)
                {
                    var state = Next(ref random) % States;
                    var sleep = sleepSets ? (uint)Next(ref random) | (uint)Next(ref random) : 0;
                    added[worker] += table.AddShared(
                        worker,
                        StableHash.Mix((state / 2) + 1),
                        StableHash.Mix(state),
                        sleep,
                        out var slept
                    )
                        ? 1
                        : 0;
                    given[worker] += BitOperations.PopCount(slept & ~sleep);
                    awake[worker][state] |= ~sleep;
                }
            }
        );
        table.EndSharing();

        var known = Enumerable
            .Range(0, States)
            .GroupBy(state => bits == 64 ? state / 2 : state)
            .Select(group =>
                group.Select(state => awake.Aggregate(0u, (all, mine) => all | mine[state])).Aggregate((a, b) => a | b)
            )
            .Where(fibers => fibers != 0)
            .ToArray();
        Assert.Equal(known.Length, added.Sum());
        Assert.Equal(known.Length, table.Count);
        Assert.Equal(known.Sum(fibers => BitOperations.PopCount(fibers)), given.Sum());
    }

    [Fact]
    public void Without_memory_to_be_shared_it_is_full_and_keeps_what_it_has()
    {
        using var table = new VisitedTable(64, true, 1 << 16);
        Assert.True(table.Add(5, 0, 1, out _));

        table.Share(4);
        Assert.Equal("stopped at 65,536 bytes", table.Full);
        table.EndSharing();

        Assert.Equal(1, table.Count);
        Assert.False(table.Add(5, 0, 1, out _));
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
        var verdict = new Verdict
        {
            Strategy = "any",
            States = 1L << 20,
            FingerprintBits = 64,
        };

        Assert.Equal(Math.Pow(2, 39 - 64), verdict.FalseMergeBound, 1e-12);
        Assert.Equal(Math.Pow(2, 39 - 128), (verdict with { FingerprintBits = 128 }).FalseMergeBound, 1e-31);
        Assert.Equal(0, (verdict with { States = 1 }).FalseMergeBound);
        Assert.Equal(0, (verdict with { FingerprintBits = 0 }).FalseMergeBound);
        Assert.Equal(1, (verdict with { States = long.MaxValue }).FalseMergeBound);
    }

    private static void AddToBoth(
        VisitedTable table,
        Dictionary<(ulong, ulong), uint> model,
        int bits,
        ulong first,
        ulong second,
        uint sleep
    )
    {
        var key = (first, bits == 64 ? 0 : second);
        var isKnown = model.TryGetValue(key, out var before);

        Assert.Equal(!isKnown, table.Add(first, second, sleep, out var slept));
        Assert.Equal(isKnown ? before : uint.MaxValue, slept);
        model[key] = isKnown ? before & sleep : sleep;
    }

    private static ulong Next(ref ulong random) => StableHash.Mix(random += 0x9E3779B97F4A7C15UL);
}
