using FsCheck;
using FsCheck.Fluent;
using Interleave.Hosts.Threads;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Tests.RandomPrograms;

namespace Interleave.Tests.Threads;

/// <summary>Routines on real threads: nothing here asks which thread comes first.</summary>
public sealed class ThreadTests
{
    [Fact]
    public void Random_programs_do_on_threads_only_what_the_search_lists()
    {
        var (finals, violations) = (0, 0);
        Check.One(
            Repeatable.Config(250),
            Prop.ForAll(
                ProgramGenerator.Terminating,
                text =>
                {
                    var program = text.ToProgram();
                    var (search, listed) = Checker.ListFinalStates(program);
                    var threads = RealThreads.Run(program, new SearchOptions(), new ThreadOptions { Runs = 24 });
                    finals += threads.FinalStates.Count;
                    violations += threads.Violations.Length;
                    Assert.Empty(threads.FinalStates.Except(listed));
                    Assert.Empty(
                        threads
                            .Violations.Select(v => (v.Kind, v.Property))
                            .Except(search.Counterexamples.Select(c => (c.Violation.Kind, c.Violation.Property)))
                    );
                }
            )
        );
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
    public void A_verdict_is_never_complete_and_says_what_was_not_checked()
    {
        var verdict = RealThreads.Check(TwoIncrements, new SearchOptions(), new ThreadOptions { Runs = 7, Seed = 3 });

        Assert.Equal("7 executions on threads, seed 3", verdict.Incomplete);
        Assert.Contains(
            verdict.Notes,
            note => note.StartsWith("not checked on threads: 1 property", StringComparison.Ordinal)
        );
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
            RealThreads.Check(program, new SearchOptions(), new ThreadOptions { Runs = 1 }).Counterexamples
        );

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

        var verdict = RealThreads.Check(program, new SearchOptions(), new ThreadOptions { Runs = 1 });

        Assert.Equal("c stays 0", Assert.Single(verdict.Counterexamples).Violation.Property);
        Assert.Contains(
            verdict.Notes,
            note => note.StartsWith("'no second step' is violated only behind", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_store_buffer_is_left_alone_only_if_asked_for()
    {
        var result = RealThreads.Run(
            TwoIncrements,
            new SearchOptions(),
            new ThreadOptions { Runs = 1, SequentiallyConsistent = false }
        );

        Assert.Contains("plain and once stores were left to this machine's memory order", result.Verdict.Notes);
    }

    private static ConcurrentProgram TwoIncrements =>
        Given.Program(static machine =>
        {
            var count = machine.Cell("count");
            machine.Fiber("a", () => Increment(count));
            machine.Fiber("b", () => Increment(count));
            machine.Properties.Always("small", state => state[count] <= 2 ? null : "too large");
        });

    private static ThreadResult Run(Action<Machine> fill, long runs = 20) =>
        RealThreads.Run(Given.Program(fill), new SearchOptions(), new ThreadOptions { Runs = runs });

    private static async Routine Increment(Cell count)
    {
        var value = await count.Load();
        await count.Store(value + 1);
    }

    private static async Routine Work(Cell work)
    {
        while (true)
        {
            await work.Until(static (value, _) => value == 1);
            await work.Store(0);
        }
    }

    private static async Routine StoreThenFail(Machine machine, Cell cell)
    {
        await cell.Store(1);
        await machine.Pass("second step");
        machine.Fail("no second step", "taken");
    }
}
