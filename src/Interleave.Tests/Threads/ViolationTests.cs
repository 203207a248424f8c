using Interleave.Hosts.Threads;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Violations;

namespace Interleave.Tests.Threads;

/// <summary>What goes wrong on real threads is what would go wrong in a search.</summary>
public sealed class ViolationTests
{
    [Fact]
    public void Who_waits_for_what_never_comes_is_blocked_for_ever()
    {
        var result = Run(static machine =>
        {
            var cell = machine.Cell("signal");
            machine.Fiber("sleeper", async () => await cell.Until(static (value, _) => value == 1));
            machine.Fiber("other", async () => await cell.Store(2));
        });

        var found = Assert.Single(result.Violations);
        Assert.Equal(ViolationKind.BlockedForEver, found.Kind);
        Assert.Equal("sleeper waits for ever for signal (2)", found.Explanation);
    }

    [Fact]
    public void The_program_says_what_a_blocked_fiber_means()
    {
        var result = Run(static machine =>
        {
            var mutex = machine.Mutex("lock");
            machine.Fiber("a", () => TakeTwice(mutex));
            machine.Properties.DiagnoseBlocked(
                (_, blocked) =>
                    (
                        "no deadlock",
                        $"{blocked[0].Name} in {string.Join(" > ", blocked[0].Routines)} for {blocked[0].What}"
                    )
            );
        });

        var found = Assert.Single(result.Violations);
        Assert.Equal("no deadlock", found.Property);
        Assert.Equal("a in TakeTwice > Take for lock", found.Explanation);
    }

    [Fact]
    public void What_is_freed_is_not_used() =>
        AssertOnly(
            ViolationKind.UseAfterFree,
            static machine =>
            {
                var life = machine.Lifetime("page");
                var cell = machine.Cell("count", 0, life);
                machine.Fiber(
                    "a",
                    async () =>
                    {
                        await life.Free();
                        await cell.Load();
                    }
                );
            }
        );

    [Fact]
    public void Nobody_waits_on_freed_memory() =>
        AssertOnly(
            ViolationKind.UseAfterFree,
            static machine =>
            {
                var life = machine.Lifetime("page");
                var cell = machine.Cell("count", 0, life);
                machine.Fiber("a", async () => await cell.Until(static (value, _) => value == 1));
                machine.Fiber("b", async () => await life.Free());
            }
        );

    [Fact]
    public void Nothing_is_freed_twice() =>
        AssertOnly(
            ViolationKind.DoubleFree,
            static machine =>
            {
                var life = machine.Lifetime("page");
                machine.Fiber("a", async () => await life.Free());
                machine.Fiber("b", async () => await life.Free());
            }
        );

    [Fact]
    public void A_lock_is_not_kept() =>
        AssertOnly(
            ViolationKind.LockMisuse,
            static machine =>
            {
                var mutex = machine.Mutex("lock");
                machine.Fiber("a", async () => await mutex.Acquire());
            }
        );

    [Fact]
    public void A_routine_does_not_throw() =>
        AssertOnly(
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
    public void A_failed_assertion_is_a_violation_and_every_way_of_a_choice_is_taken()
    {
        var result = Run(
            static machine =>
                machine.Fiber(
                    "a",
                    async () =>
                    {
                        var way = await machine.Choose(3, "way");
                        machine.Fail($"not way {way}", "taken");
                    }
                ),
            200
        );

        Assert.Equal(
            ["not way 0", "not way 1", "not way 2"],
            result.Violations.Select(found => found.Property).Order()
        );
    }

    private static ThreadResult Run(Action<Machine> fill, long runs = 20) =>
        RealThreads.Run(Given.Program(fill), new SearchOptions(), new ThreadOptions { Runs = runs });

    private static void AssertOnly(ViolationKind kind, Action<Machine> fill) =>
        Assert.Equal(kind, Assert.Single(Run(fill).Violations).Kind);

    private static async Routine TakeTwice(Mutex mutex)
    {
        await Take(mutex);
        await Take(mutex);
    }

    private static async Routine Take(Mutex mutex) => await mutex.Acquire();
}
