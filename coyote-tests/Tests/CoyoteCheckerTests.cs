using Interleave.Coyote;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Violations;

namespace PgmapCheck.Coyote.Tests;

/// <summary>Small programs under Coyote.</summary>
public sealed class CoyoteCheckerTests
{
    private static int s_calls;

    public static TheoryData<CoyoteStrategy> Strategies => [.. Enum.GetValues<CoyoteStrategy>()];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_lost_wake_up_is_a_deadlock(CoyoteStrategy strategy)
    {
        var result = Check(static machine => SleepAndWake(machine, isBroken: true), strategy);

        Assert.StartsWith("Deadlock detected.", result.Report, StringComparison.Ordinal);
        Assert.Equal(ViolationKind.BlockedForEver, result.Counterexample!.Violation.Kind);
        Assert.Equal("sleeper waits for ever for signal (1)", result.Counterexample.Violation.Explanation);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Without_the_bug_nothing_is_reported(CoyoteStrategy strategy)
    {
        var result = Check(static machine => SleepAndWake(machine, isBroken: false), strategy, 200);

        Assert.Null(result.Report);
        Assert.Equal(200, result.Iterations);
    }

    [Fact]
    public void A_property_of_a_state_in_between_is_seen()
    {
        var result = Check(static machine =>
        {
            var cell = machine.Cell("c");
            machine.Fiber("a", () => UpAndDown(cell));
            machine.Fiber("b", () => UpAndDown(cell));
            machine.Properties.Always("never two", state => state[cell] < 2 ? null : "two");
        });

        Assert.Equal("never two: two", result.Report);
        Assert.Equal(ViolationKind.Always, result.Counterexample!.Violation.Kind);
    }

    [Fact]
    public void A_property_of_the_end_is_seen() =>
        AssertFinds(
            ViolationKind.AtEnd,
            static machine =>
            {
                var cell = machine.Cell("c");
                machine.Fiber("a", () => Increment(cell));
                machine.Fiber("b", () => Increment(cell));
                machine.Properties.AtEnd("both count", state => state[cell] == 2 ? null : "one is lost");
            }
        );

    [Fact]
    public void A_failed_assertion_is_seen() =>
        AssertFinds(
            ViolationKind.Assertion,
            static machine =>
                machine.Fiber(
                    "a",
                    async () =>
                    {
                        if (await machine.Choose(3, "way") == 2)
                        {
                            machine.Fail("not the last way", "taken");
                        }
                    }
                )
        );

    [Fact]
    public void A_use_after_free_is_seen() =>
        AssertFinds(
            ViolationKind.UseAfterFree,
            static machine =>
            {
                var life = machine.Lifetime("page");
                var cell = machine.Cell("count", 0, life);
                machine.Fiber("a", async () => await life.Free());
                machine.Fiber("b", async () => await cell.Load());
            }
        );

    [Fact]
    public void An_exception_is_seen() =>
        AssertFinds(
            ViolationKind.Exception,
            static machine =>
            {
                var cell = machine.Cell("c");
                machine.Fiber(
                    "a",
                    async () =>
                    {
                        await cell.Load();
                        throw new NotSupportedException("thrown");
                    }
                );
            }
        );

    [Fact]
    public void A_kept_lock_is_seen() =>
        AssertFinds(
            ViolationKind.LockMisuse,
            static machine =>
            {
                var mutex = machine.Mutex("lock");
                machine.Fiber("a", async () => await mutex.Acquire());
            }
        );

    [Fact]
    public void A_daemon_may_stay_blocked()
    {
        var result = Check(static machine =>
        {
            var work = machine.Cell("work");
            machine.Fiber("worker", () => Work(work), isDaemon: true);
            machine.Fiber("client", async () => await work.Store(1));
            machine.Properties.AtEnd("work is done", state => state[work] == 0 ? null : "it is not");
        });

        Assert.Null(result.Report);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void The_same_seed_finds_the_same_schedule(CoyoteStrategy strategy)
    {
        var first = Check(static machine => SleepAndWake(machine, isBroken: true), strategy);
        var again = Check(static machine => SleepAndWake(machine, isBroken: true), strategy);

        Assert.Equal(first.Iterations, again.Iterations);
        Assert.Equal(first.Counterexample!.Schedule.ToString(), again.Counterexample!.Schedule.ToString());
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void What_Coyote_kept_it_follows_again(CoyoteStrategy strategy)
    {
        var program = Given(static machine => SleepAndWake(machine, isBroken: true));
        var found = CoyoteChecker.Check(program, new CoyoteOptions { Strategy = strategy });

        var again = CoyoteChecker.Replay(program, found.CoyoteTrace!);

        Assert.Equal(1, again.Iterations);
        Assert.Equal(found.Counterexample!.Schedule.ToString(), again.Counterexample!.Schedule.ToString());
    }

    [Fact]
    public void A_difference_between_threads_and_search_is_an_error()
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            Check(static machine =>
            {
                var cell = machine.Cell("c");
                machine.Fiber(
                    "a",
                    async () =>
                    {
                        await cell.Load();
                        await cell.Store(++s_calls); // what no routine may do
                    }
                );
            })
        );

        Assert.Contains("on a thread, and", error.Message, StringComparison.Ordinal);
    }

    private static void SleepAndWake(Machine machine, bool isBroken)
    {
        var busy = machine.Cell("busy", 1);
        var signal = machine.Cell("signal");
        machine.Fiber("sleeper", () => Sleep(busy, signal, isBroken));
        machine.Fiber("waker", () => Wake(busy, signal));
    }

    private static async Routine Sleep(Cell busy, Cell signal, bool isBroken)
    {
        if (isBroken && await busy.Load() == 0)
        {
            return;
        }

        await signal.Store(1);
        if (!isBroken && await busy.Load() == 0)
        {
            return;
        }

        await signal.Until(static (value, _) => value == 2);
    }

    private static async Routine Wake(Cell busy, Cell signal)
    {
        await busy.Store(0);
        if (await signal.Load() == 1)
        {
            await signal.Store(2);
        }
    }

    private static async Routine UpAndDown(Cell cell)
    {
        await cell.Add(1);
        await cell.Add(-1);
    }

    private static async Routine Increment(Cell cell)
    {
        var value = await cell.Load();
        await cell.Store(value + 1);
    }

    private static async Routine Work(Cell work)
    {
        while (true)
        {
            await work.Until(static (value, _) => value == 1);
            await work.Store(0);
        }
    }

    private static ConcurrentProgram Given(Action<Machine> fill) => new("small", fill);

    private static CoyoteResult Check(
        Action<Machine> fill,
        CoyoteStrategy strategy = CoyoteStrategy.Random,
        int iterations = 1000
    ) => CoyoteChecker.Check(Given(fill), new CoyoteOptions { Strategy = strategy, Iterations = iterations });

    private static void AssertFinds(ViolationKind kind, Action<Machine> fill) =>
        Assert.Equal(kind, Check(fill).Counterexample!.Violation.Kind);
}
