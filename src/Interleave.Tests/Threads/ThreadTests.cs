using FsCheck;
using FsCheck.Fluent;
using Interleave.Memory;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Tests.RandomPrograms;
using Interleave.Threads;

namespace Interleave.Tests.Threads;

/// <summary>Routines on real threads: nothing here asks which thread comes first.</summary>
public sealed class ThreadTests
{
    [Fact]
    public void Random_programs_do_on_threads_only_what_the_search_lists()
    {
        var (finals, violations) = (0, 0);
        Check.One(Repeatable.Config(250), Prop.ForAll(ProgramGenerator.Terminating, text =>
        {
            var program = text.ToProgram();
            var (search, listed) = Checker.ListFinalStates(program);
            var threads = Checker.RunOnThreads(program, new SearchOptions(), new ThreadOptions { Runs = 24 });
            finals += threads.FinalStates.Count;
            violations += threads.Violations.Length;
            Assert.Empty(threads.FinalStates.Except(listed));
            Assert.Empty(threads.Violations.Select(v => (v.Kind, v.Property))
                .Except(search.Counterexamples.Select(c => (c.Violation.Kind, c.Violation.Property))));
        }));
        Assert.True(finals + violations > 200, $"only {finals} final states and {violations} violations");
    }

    [Fact]
    public void The_search_lists_the_final_states_that_every_schedule_leads_to()
    {
        var (_, listed) = Checker.ListFinalStates(TwoIncrements);

        Assert.Equal(2, listed.Count);
        Assert.Contains("count=1; a has returned; b has returned", listed);
        Assert.Contains("count=2; a has returned; b has returned", listed);
    }

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
            machine.Properties.DiagnoseBlocked((_, blocked) =>
                ("no deadlock", $"{blocked[0].Name} in {string.Join(" > ", blocked[0].Routines)} for {blocked[0].What}"));
        });

        var found = Assert.Single(result.Violations);
        Assert.Equal("no deadlock", found.Property);
        Assert.Equal("a in TakeTwice > Take for lock", found.Explanation);
    }

    [Fact]
    public void A_daemon_may_stay_blocked_and_ends_are_judged_when_it_is()
    {
        var result = Run(static machine =>
        {
            var work = machine.Cell("work");
            machine.Fiber("worker", () => Work(work), isDaemon: true);
            machine.Fiber("client", async () => await work.Store(1));
            machine.Properties.AtEnd("work is done", state => state[work] == 0 ? null : "it is not");
        });

        Assert.Empty(result.Violations);
        Assert.Equal(1, result.Verdict.FinalStates);
    }

    [Fact]
    public void What_is_freed_is_not_used() => AssertOnly(ViolationKind.UseAfterFree, static machine =>
    {
        var life = machine.Lifetime("page");
        var cell = machine.Cell("count", 0, life);
        machine.Fiber("a", async () =>
        {
            await life.Free();
            await cell.Load();
        });
    });

    [Fact]
    public void Nobody_waits_on_freed_memory() => AssertOnly(ViolationKind.UseAfterFree, static machine =>
    {
        var life = machine.Lifetime("page");
        var cell = machine.Cell("count", 0, life);
        machine.Fiber("a", async () => await cell.Until(static (value, _) => value == 1));
        machine.Fiber("b", async () => await life.Free());
    });

    [Fact]
    public void Nothing_is_freed_twice() => AssertOnly(ViolationKind.DoubleFree, static machine =>
    {
        var life = machine.Lifetime("page");
        machine.Fiber("a", async () => await life.Free());
        machine.Fiber("b", async () => await life.Free());
    });

    [Fact]
    public void A_lock_is_not_kept() => AssertOnly(ViolationKind.LockMisuse, static machine =>
    {
        var mutex = machine.Mutex("lock");
        machine.Fiber("a", async () => await mutex.Acquire());
    });

    [Fact]
    public void A_routine_does_not_throw() => AssertOnly(ViolationKind.Exception, static machine =>
    {
        var cell = machine.Cell("c");
        machine.Fiber("a", async () =>
        {
            await cell.Load();
            throw new NotSupportedException("thrown");
        });
    });

    [Fact]
    public void A_failed_assertion_is_a_violation_and_every_way_of_a_choice_is_taken()
    {
        var result = Run(
            static machine => machine.Fiber("a", async () =>
            {
                var way = await machine.Choose(3, "way");
                machine.Fail($"not way {way}", "taken");
            }),
            200);

        Assert.Equal(
            ["not way 0", "not way 1", "not way 2"], result.Violations.Select(found => found.Property).Order());
    }

    [Fact]
    public void An_execution_without_end_is_cut()
    {
        var program = Given.Program(static machine =>
        {
            var cell = machine.Cell("c");
            machine.Fiber("a", () => Spin(cell));
        });

        var options = new SearchOptions { Bounds = SearchBounds.None with { MaxDepth = 100 } };
        var result = Checker.RunOnThreads(program, options, new ThreadOptions { Runs = 3 });

        Assert.Empty(result.Violations);
        Assert.Empty(result.FinalStates);
        Assert.Equal(3, result.Unjudged);
        Assert.Contains("3 executions were cut: a thread took too many steps", result.Verdict.Notes);
    }

    [Fact]
    public void Who_goes_round_lets_the_others_come_after()
    {
        var program = Given.Program(static machine =>
        {
            var flag = machine.Cell("flag");
            machine.Fiber("a", () => Spin(flag));
            machine.Fiber("b", () => PassThenStore(machine, 400, flag));
        });

        var options = new SearchOptions { Bounds = SearchBounds.None with { MaxDepth = 512 } };
        var result = Checker.RunOnThreads(program, options, new ThreadOptions { Runs = 50 });

        Assert.Equal(0, result.Unjudged);
        Assert.Equal("flag=1; a has returned; b has returned", Assert.Single(result.FinalStates));
    }

    [Fact]
    public void Who_goes_round_through_a_lock_lets_another_take_it()
    {
        var program = Given.Program(static machine =>
        {
            var mutex = machine.Mutex("lock");
            var flag = machine.Cell("flag");
            machine.Fiber("a", () => SpinInLock(mutex, flag));
            machine.Fiber("b", () => StoreInLock(mutex, flag));
        });

        var options = new SearchOptions { Bounds = SearchBounds.None with { MaxDepth = 512 } };
        var result = Checker.RunOnThreads(program, options, new ThreadOptions { Runs = 50 });

        Assert.Equal(0, result.Unjudged);
        Assert.Empty(result.Violations);
    }

    [Fact]
    public void A_verdict_is_never_complete_and_says_what_was_not_checked()
    {
        var verdict = Checker.CheckOnThreads(TwoIncrements, new SearchOptions(), new ThreadOptions { Runs = 7, Seed = 3 });

        Assert.Equal("7 executions on threads, seed 3", verdict.Incomplete);
        Assert.Contains(verdict.Notes, note => note.StartsWith("not checked on threads: 1 properties", StringComparison.Ordinal));
    }

    [Fact]
    public void What_threads_violate_is_shown_on_a_schedule_of_the_search()
    {
        var program = Given.Program(static machine =>
        {
            var cell = machine.Cell("c");
            machine.Fiber("a", async () => await cell.Store(1));
            machine.Properties.AtEnd("c stays 0", state => state[cell] == 0 ? null : "it is 1");
        });

        var found = Assert.Single(
            Checker.CheckOnThreads(program, new SearchOptions(), new ThreadOptions { Runs = 1 }).Counterexamples);

        Assert.Equal("0", found.Schedule.ToString());
    }

    [Fact]
    public void What_lies_behind_a_state_that_breaks_a_property_is_shown_as_that_state()
    {
        var program = Given.Program(static machine =>
        {
            var cell = machine.Cell("c");
            machine.Fiber("a", () => StoreThenFail(machine, cell));
            machine.Properties.Always("c stays 0", state => state[cell] == 0 ? null : "it is 1");
        });

        var verdict = Checker.CheckOnThreads(program, new SearchOptions(), new ThreadOptions { Runs = 1 });

        Assert.Equal("c stays 0", Assert.Single(verdict.Counterexamples).Violation.Property);
        Assert.Contains(verdict.Notes, note => note.StartsWith("'no second step' is violated only behind", StringComparison.Ordinal));
    }

    [Fact]
    public void The_store_buffer_is_left_alone_only_if_asked_for()
    {
        var result = Checker.RunOnThreads(
            TwoIncrements, new SearchOptions(), new ThreadOptions { Runs = 1, SequentiallyConsistent = false });

        Assert.Contains("plain and once stores were left to this machine's memory order", result.Verdict.Notes);
    }

    private static ConcurrentProgram TwoIncrements => Given.Program(static machine =>
    {
        var count = machine.Cell("count");
        machine.Fiber("a", () => Increment(count));
        machine.Fiber("b", () => Increment(count));
        machine.Properties.Always("small", state => state[count] <= 2 ? null : "too large");
    });

    private static ThreadResult Run(Action<Machine> fill, long runs = 20) => Checker.RunOnThreads(
        Given.Program(fill), new SearchOptions(), new ThreadOptions { Runs = runs });

    private static void AssertOnly(ViolationKind kind, Action<Machine> fill) =>
        Assert.Equal(kind, Assert.Single(Run(fill).Violations).Kind);

    private static async Routine Increment(Cell count)
    {
        var value = await count.Load();
        await count.Store(value + 1);
    }

    private static async Routine TakeTwice(Mutex mutex)
    {
        await Take(mutex);
        await Take(mutex);
    }

    private static async Routine Take(Mutex mutex) => await mutex.Acquire();

    private static async Routine Work(Cell work)
    {
        while (true)
        {
            await work.Until(static (value, _) => value == 1);
            await work.Store(0);
        }
    }

    private static async Routine Spin(Cell cell)
    {
        while (await cell.Load() == 0)
        {
        }
    }

    private static async Routine PassThenStore(Machine machine, int steps, Cell cell)
    {
        for (var i = 0; i < steps; i++)
        {
            await machine.Pass("step");
        }

        await cell.Store(1);
    }

    private static async Routine SpinInLock(Mutex mutex, Cell cell)
    {
        var value = 0;
        while (value == 0)
        {
            await mutex.Acquire();
            value = await cell.Load();
            await mutex.Release();
        }
    }

    private static async Routine StoreInLock(Mutex mutex, Cell cell)
    {
        await mutex.Acquire();
        await cell.Store(1);
        await mutex.Release();
    }

    private static async Routine StoreThenFail(Machine machine, Cell cell)
    {
        await cell.Store(1);
        await machine.Pass("second step");
        machine.Fail("no second step", "taken");
    }
}
