using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.Memory;

/// <summary>What fibers hold is part of their local state and changes with the step that takes or drops it.</summary>
public sealed class HoldingTests
{
    [Fact]
    public void What_a_fiber_holds_changes_with_its_step()
    {
        var verdict = Check(
            static async (machine, reference, count) =>
            {
                await count.Add(1);
                machine.Hold(reference);
                await count.Add(1);
                machine.Hold(reference);
                await count.Add(-2);
                machine.Drop(reference, 2);
            }
        );

        Assert.True(verdict.IsProof);
        Assert.Equal(4, verdict.States);
    }

    [Fact]
    public void A_fiber_drops_only_what_it_holds()
    {
        AssertDropped(
            1,
            static async (machine, reference, count) =>
            {
                await count.Load();
                machine.Drop(reference);
            }
        );
    }

    [Fact]
    public void A_fiber_drops_no_more_than_it_holds()
    {
        AssertDropped(
            2,
            static async (machine, reference, count) =>
            {
                await count.Add(1);
                machine.Hold(reference);
                await count.Add(-1);
                machine.Drop(reference, 2);
            }
        );
    }

    [Fact]
    public void A_fiber_may_hold_things_from_the_start()
    {
        var verdict = Checker.Check(
            Given.Program(static machine =>
            {
                var reference = machine.Resource("reference");
                var count = machine.Cell("count", 3);
                machine.Fiber("two", () => DropAll(machine, reference, count), false, reference, reference);
                machine.Fiber("one", () => DropAll(machine, reference, count), false, reference);
                machine.Fiber("none", () => DropAll(machine, reference, count));
                SayWhatCounts(machine, reference, count);
            })
        );

        Assert.True(verdict.IsProof);
    }

    [Fact]
    public void A_fiber_may_hold_something_before_its_first_step()
    {
        var verdict = Checker.Check(
            Given.Program(static machine =>
            {
                var reference = machine.Resource("reference");
                var count = machine.Cell("count", 1);
                machine.Fiber(
                    "a",
                    async () =>
                    {
                        machine.Hold(reference);
                        await count.Add(-1);
                        machine.Drop(reference);
                    }
                );
                SayWhatCounts(machine, reference, count);
            })
        );

        Assert.True(verdict.IsProof);
    }

    [Fact]
    public void Fibers_that_hold_different_things_are_different()
    {
        var verdict = Checker.Prove(
            Given.Program(static machine =>
            {
                var reference = machine.Resource("reference");
                machine.Fiber("holder", () => Pass(machine), false, reference);
                machine.Fiber("other", () => Pass(machine));
            })
        );

        Assert.Equal(4, verdict.States);
    }

    private static Verdict Check(Func<Machine, Resource, Cell, Routine> body) =>
        Checker.Check(
            Given.Program(machine =>
            {
                var reference = machine.Resource("reference");
                var count = machine.Cell("count");
                machine.Fiber("a", () => body(machine, reference, count));
                SayWhatCounts(machine, reference, count);
            })
        );

    private static void SayWhatCounts(Machine machine, Resource reference, Cell count) =>
        machine.Properties.Always(
            "the count is the number of references",
            state => state[count] == state.Held(reference) ? null : $"{state[count]} and {state.Held(reference)}"
        );

    private static void AssertDropped(int steps, Func<Machine, Resource, Cell, Routine> body)
    {
        var found = Assert.Single(Check(body).Counterexamples);

        Assert.Equal(
            ("a fiber drops only what it holds", "reference is dropped by a fiber that does not hold it"),
            (found.Violation.Property, found.Violation.Explanation)
        );
        Assert.Equal(steps, found.Schedule.Steps.Length);
    }

    private static async Routine DropAll(Machine machine, Resource reference, Cell count)
    {
        while (machine.Holds(reference) > 0)
        {
            await count.Add(-1);
            machine.Drop(reference);
        }
    }

    private static async Routine Pass(Machine machine) => await machine.Pass("pass");
}
