using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Tests.Search;

/// <summary>When each kind of property is looked at, and what a violation says.</summary>
public sealed class PropertyTests
{
    [Fact]
    public void Always_holds_in_every_state()
    {
        var found = Find(
            static (machine, x) => machine.Properties.Always("small", state => state[x] < 2 ? null : $"x is {state[x]}")
        );

        Assert.Equal(new Violation(ViolationKind.Always, "small", "x is 2"), found.Violation);
        Assert.Equal("0x2", found.Schedule.ToString());
    }

    [Fact]
    public void Always_holds_in_the_first_state_too()
    {
        var found = Find(
            static (machine, x) => machine.Properties.Always("not 0", state => state[x] == 0 ? "x is 0" : null)
        );

        Assert.Empty(found.Schedule.Steps);
    }

    [Fact]
    public void AtEnd_holds_when_all_fibers_have_returned_and_only_then()
    {
        var found = Find(
            static (machine, x) =>
                machine.Properties.AtEnd("never 3 or less", state => state[x] <= 3 ? $"x is {state[x]}" : null)
        );

        Assert.Equal(new Violation(ViolationKind.AtEnd, "never 3 or less", "x is 3"), found.Violation);
        Assert.Equal("0x3", found.Schedule.ToString());
    }

    [Fact]
    public void AtEnd_says_nothing_about_a_state_with_a_blocked_fiber()
    {
        var found = Find(
            static (machine, x) =>
            {
                machine.Fiber("stuck", async () => await x.Until(static (value, _) => value == 9));
                machine.Properties.AtEnd("never", static _ => "always violated");
            }
        );

        Assert.Equal(ViolationKind.BlockedForEver, found.Violation.Kind);
        Assert.Equal("no fiber is blocked for ever", found.Violation.Property);
        Assert.Equal("stuck waits for ever for x (3)", found.Violation.Explanation);
    }

    [Fact]
    public void Sometimes_holds_in_at_least_one_state()
    {
        var verdict = Checker.Check(
            Count(
                static (machine, x) =>
                {
                    machine.Properties.Sometimes("at the start", state => state[x] == 0);
                    machine.Properties.Sometimes("at the end", state => state[x] == 3);
                    machine.Properties.Sometimes("beyond the end", state => state[x] == 4);
                }
            )
        );

        Assert.True(verdict.Complete);
        Assert.Empty(verdict.Counterexamples);
        Assert.Equal("beyond the end", Assert.Single(verdict.NeverReached));
        Assert.False(verdict.IsProof);
    }

    [Fact]
    public void Every_violated_property_is_found()
    {
        var verdict = Checker.Check(
            Count(
                static (machine, x) =>
                {
                    machine.Fiber(
                        "asserts",
                        async () =>
                        {
                            if (await x.Load() == 1)
                            {
                                machine.Fail("not 1", "it is");
                            }
                        }
                    );
                    machine.Properties.AtEnd("not 3", state => state[x] == 3 ? "it is" : null);
                }
            )
        );

        Assert.Equal(["not 1", "not 3"], verdict.Counterexamples.Select(c => c.Violation.Property));
        Assert.Equal([2, 4], verdict.Counterexamples.Select(c => c.Schedule.Steps.Length));
        Assert.All(verdict.Counterexamples, static c => Assert.True(c.IsShortest));
    }

    [Fact]
    public void The_first_failure_of_a_step_counts()
    {
        var found = Find(
            static (machine, x) =>
                machine.Fiber(
                    "asserts",
                    async () =>
                    {
                        await x.Load();
                        machine.Fail("first", "one");
                        machine.Fail("second", "two");
                    }
                )
        );

        Assert.Equal(new Violation(ViolationKind.Assertion, "first", "one"), found.Violation);
    }

    [Fact]
    public void A_program_may_say_what_it_means_to_be_blocked()
    {
        var found = Find(
            static (machine, x) =>
            {
                machine.Fiber("stuck", () => WaitForNine(x));
                machine.Properties.DiagnoseBlocked(
                    (state, blocked) =>
                        (
                            "a waiter is woken",
                            $"{blocked[0].Name} in {blocked[0].Routines[^1]} on {blocked[0].On} at {state[x]}"
                        )
                );
            }
        );

        Assert.Equal(
            new Violation(ViolationKind.BlockedForEver, "a waiter is woken", "stuck in WaitForNine on x at 3"),
            found.Violation
        );
    }

    [Fact]
    public void A_diagnosis_may_have_nothing_to_say()
    {
        var found = Find(
            static (machine, x) =>
            {
                machine.Fiber("stuck", () => WaitForNine(x));
                machine.Properties.DiagnoseBlocked(static (_, _) => null);
            }
        );

        Assert.Equal("no fiber is blocked for ever", found.Violation.Property);
    }

    [Fact]
    public void Properties_see_which_routines_fibers_are_in()
    {
        var verdict = Checker.Check(
            Count(
                static (machine, x) =>
                {
                    machine.Fiber("1", () => WaitForNine(x));
                    machine.Fiber("2", () => WaitForNine(x));
                    machine.Fiber("waker", async () => await x.Store(9));
                    machine.Properties.Sometimes("both wait", static state => state.Inside("wait_for_nine") == 2);
                    machine.Properties.Sometimes("one waits", static state => state.Inside("wait_for_nine") == 1);
                    machine.Properties.Always(
                        "no more",
                        static state => state.Inside("wait_for_nine") > 2 ? "three" : null
                    );
                }
            )
        );

        Assert.Empty(verdict.NeverReached);
        Assert.DoesNotContain(verdict.Counterexamples, static c => c.Violation.Kind == ViolationKind.Always);
    }

    private static Counterexample Find(Action<Machine, Cell> fill) =>
        Assert.Single(Checker.Check(Count(fill)).Counterexamples);

    // One fiber that counts to 3.
    private static ConcurrentProgram Count(Action<Machine, Cell> fill) =>
        Given.Program(machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber(
                "counter",
                async () =>
                {
                    for (var i = 0; i < 3; i++)
                    {
                        await x.Add(1);
                    }
                }
            );
            fill(machine, x);
        });

    [RoutineName("wait_for_nine")]
    private static async Routine WaitForNine(Cell x) => await x.Until(static (value, _) => value == 9);
}
