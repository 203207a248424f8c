using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests;

/// <summary>What a user sees who asks for nothing in particular.</summary>
public sealed class VerdictTests
{
    [Fact]
    public void A_violation_is_thrown_as_a_diagram()
    {
        var program = new ConcurrentProgram("lost update", Increments);

        var thrown = Assert.Throws<CheckFailedException>(() => Checker.Check(program).ThrowIfViolated());

        Assert.Equal(
            """

            BUG: not true that both count in Increment / Increment
              program lost update   4 steps, 2 preemptions, shortest
              initially: x is 0

              a                                b
              -                                -
              Increment()
                x is 0
                                               Increment()
                                                 x is 0                 (1)
                x: 0 -> 1
                                                 x stays 1

              (1) from here on no schedule avoids this
              x is 1
              Violated: both count
              Schedule: 0 1 0 1

            """,
            thrown.Message,
            ignoreLineEndingDifferences: true
        );
        Assert.Equal("violated: both count", thrown.Verdict.ToString());
        Assert.Equal(
            "both count: x is 1 (4 steps, shortest)",
            Assert.Single(thrown.Verdict.Counterexamples).ToString()
        );
    }

    [Fact]
    public void A_loop_that_waits_for_nobody_is_a_livelock()
    {
        var thrown = Assert.Throws<CheckFailedException>(() =>
            Checker
                .Check(
                    Given.Program(machine =>
                    {
                        var x = machine.Cell("x");
                        machine.Fiber("spins", () => Spin(x));
                    })
                )
                .ThrowIfViolated()
        );

        Assert.Contains("BUG: livelock in Spin", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_that_stops_at_a_bound_is_no_proof()
    {
        Assert.InRange(SearchOptions.Default.Bounds.MaxStates, 1, 100_000_000);
        var verdict = Checker.Check(
            Given.Program(machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("counts", () => Count(x));
            }),
            SearchOptions.Default with
            {
                Bounds = new SearchBounds { MaxStates = 1_000 },
            }
        );

        Assert.Same(verdict, verdict.ThrowIfViolated());
        var thrown = Assert.Throws<CheckFailedException>(() => verdict.ThrowUnlessProved());
        Assert.Contains("small is not proved: incomplete: ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_never_reached_is_no_proof()
    {
        var verdict = Checker.Check(
            Given.Program(machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => Increment(x));
                machine.Properties.Sometimes("x is 2", state => state[x] == 2);
            })
        );

        var thrown = Assert.Throws<CheckFailedException>(() => verdict.ThrowUnlessProved());
        Assert.Equal("small is not proved: never reached: x is 2", thrown.Message);
    }

    private static void Increments(Machine machine)
    {
        var x = machine.Cell("x");
        machine.Fiber("a", () => Increment(x));
        machine.Fiber("b", () => Increment(x));
        machine.Properties.AtEnd("both count", state => state[x] == 2 ? null : $"x is {state[x]}");
    }

    private static async Routine Increment(Cell x)
    {
        var value = await x.Load();
        await x.Store(value + 1);
    }

    private static async Routine Spin(Cell x)
    {
        while (await x.Load() == 0) { }
    }

    private static async Routine Count(Cell x)
    {
        while (true)
        {
            await x.Add(1);
        }
    }
}
