using System.Threading;
using PgmapCheck.Runs;

namespace PgmapCheck.Tests.Runs;

public sealed class OrderedJobsTests
{
    private const int Wait = 60_000; // milliseconds, of which none passes unless something is wrong

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Results_come_in_the_order_of_the_items(int jobs)
    {
        var results = OrderedJobs<int, string>
            .Run([.. Enumerable.Range(0, 200)], jobs, Square, Square, CancellationToken.None)
            .ToArray();

        Assert.Equal(Enumerable.Range(0, 200).Select(i => (i, (string?)Square(i))), results);

        static string Square(int i) => $"{i * i}";
    }

    [Fact]
    public void Several_items_are_done_at_a_time()
    {
        using var both = new Barrier(2);

        var results = OrderedJobs<int, string>.Run(
            [0, 1],
            2,
            i => both.SignalAndWait(Wait) ? $"{i}" : "nobody beside",
            static i => $"{i}, alone",
            CancellationToken.None
        );

        Assert.Equal([(0, "0"), (1, "1")], results);
    }

    [Fact]
    public void What_is_too_large_is_done_while_nothing_else_is()
    {
        var busy = 0;
        var meanwhile = 0;

        var results = OrderedJobs<int, string>
            .Run([.. Enumerable.Range(0, 60)], 3, Beside, Alone, CancellationToken.None)
            .Select(one => one.Result)
            .ToArray();

        Assert.Equal(Enumerable.Range(0, 60).Select(i => i % 5 == 0 ? $"{i}, alone" : $"{i}"), results);
        Assert.Equal(0, meanwhile);

        string? Beside(int i)
        {
            Interlocked.Increment(ref busy);
            Thread.Yield();
            Interlocked.Decrement(ref busy);
            return i % 5 == 0 ? null : $"{i}";
        }

        string Alone(int i)
        {
            Interlocked.Add(ref meanwhile, Volatile.Read(ref busy));
            Thread.Yield();
            Interlocked.Add(ref meanwhile, Volatile.Read(ref busy));
            return $"{i}, alone";
        }
    }

    [Fact]
    public void After_an_interrupt_nothing_is_begun()
    {
        using var interrupt = new CancellationTokenSource();

        var results = OrderedJobs<int, string>
            .Run([.. Enumerable.Range(0, 50)], 2, Work, Work, interrupt.Token)
            .Select(one => one.Result is null)
            .ToArray();

        Assert.False(results[3]);
        Assert.All(results[6..], Assert.True); // one more was perhaps under way

        string Work(int i)
        {
            if (i == 3)
            {
                interrupt.Cancel();
            }

            return $"{i}";
        }
    }

    [Fact]
    public void An_exception_reaches_who_wants_the_results()
    {
        var results = OrderedJobs<int, string>.Run(
            [0, 1, 2],
            2,
            static i => i == 1 ? throw new InvalidOperationException("no such item") : $"{i}",
            static i => $"{i}",
            CancellationToken.None
        );

        Assert.Equal("no such item", Assert.Throws<InvalidOperationException>(() => results.Count()).Message);
    }
}
