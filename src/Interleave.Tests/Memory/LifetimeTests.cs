using Interleave.Memory;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Violations;

namespace Interleave.Tests.Memory;

/// <summary>What can be freed is used only while it lives.</summary>
public sealed class LifetimeTests
{
    [Fact]
    public void Nothing_is_used_after_it_was_freed()
    {
        AssertViolation(
            ViolationKind.UseAfterFree,
            "page->count is used after page was freed",
            2,
            static async (page, count) =>
            {
                await page.Free();
                await count.Load();
            }
        );
    }

    [Fact]
    public void Nothing_is_used_before_its_life_begins()
    {
        AssertViolation(
            ViolationKind.UseAfterFree,
            "page->count is used after page was freed",
            1,
            static async (_, count) => await count.Store(1),
            false
        );
    }

    [Fact]
    public void A_freed_cell_that_nobody_touches_is_no_violation()
    {
        var verdict = Check(
            static async (page, count) =>
            {
                await count.Store(1);
                await page.Free();
            }
        );

        Assert.True(verdict.IsProof);
    }

    [Fact]
    public void Nothing_is_freed_twice()
    {
        AssertViolation(
            ViolationKind.DoubleFree,
            "page is freed again",
            2,
            static async (page, _) =>
            {
                await page.Free();
                await page.Free();
            }
        );
    }

    [Fact]
    public void A_life_does_not_begin_while_it_lasts()
    {
        AssertViolation(
            ViolationKind.DoubleFree,
            "page is set up while it is in use",
            1,
            static async (page, _) => await page.Begin()
        );
    }

    [Fact]
    public void A_new_life_may_begin_after_the_end()
    {
        var verdict = Check(
            static async (page, count) =>
            {
                await page.Begin();
                await count.Store(3);
                await page.Free();
                await page.Begin();
                await count.Add(1);
                await page.Free();
            },
            false
        );

        Assert.True(verdict.IsProof);
    }

    [Fact]
    public void Waiting_for_a_freed_cell_is_a_use()
    {
        var verdict = Checker.Check(
            Given.Program(static machine =>
            {
                var page = machine.Lifetime("page");
                var count = machine.Cell("page->count", 1, page);
                machine.Fiber("waiter", async () => await count.Until(static (value, _) => value == 0));
                machine.Fiber("freer", async () => await page.Free());
            })
        );

        Assert.Equal(ViolationKind.UseAfterFree, Assert.Single(verdict.Counterexamples).Violation.Kind);
        Assert.Equal("1 0", verdict.Counterexamples[0].Schedule.ToString());
    }

    [Fact]
    public void A_race_between_the_last_use_and_the_free_is_found_with_every_reduction()
    {
        var program = Given.Program(static machine =>
        {
            var page = machine.Lifetime("page");
            var count = machine.Cell("page->count", 0, page);
            var other = machine.Cell("other");
            machine.Fiber(
                "user",
                async () =>
                {
                    await other.Store(1);
                    await count.Load();
                }
            );
            machine.Fiber(
                "freer",
                async () =>
                {
                    await other.Load();
                    await page.Free();
                }
            );
        });

        foreach (var reduction in (SearchOptions[])[new(), new() { SleepSets = false }, new() { Symmetry = false }])
        {
            var violation = Assert.Single(Checker.Prove(program, reduction).Counterexamples).Violation;
            Assert.Equal(ViolationKind.UseAfterFree, violation.Kind);
        }
    }

    [Fact]
    public void Properties_see_whether_something_is_alive()
    {
        var verdict = Checker.Check(
            Given.Program(static machine =>
            {
                var page = machine.Lifetime("page");
                machine.Fiber("freer", async () => await page.Free());
                machine.Properties.Sometimes("alive", state => state.IsAlive(page));
                machine.Properties.AtEnd("freed", state => state.IsAlive(page) ? "alive" : null);
            })
        );

        Assert.True(verdict.IsProof);
    }

    private static Verdict Check(Func<Lifetime, Cell, Routine> body, bool alive = true) =>
        Checker.Check(
            Given.Program(machine =>
            {
                var page = machine.Lifetime("page", alive);
                var count = machine.Cell("page->count", 0, page);
                machine.Fiber("a", () => body(page, count));
            })
        );

    private static void AssertViolation(
        ViolationKind kind,
        string explanation,
        int steps,
        Func<Lifetime, Cell, Routine> body,
        bool alive = true
    )
    {
        var found = Assert.Single(Check(body, alive).Counterexamples);

        Assert.Equal((kind, explanation), (found.Violation.Kind, found.Violation.Explanation));
        Assert.Equal(steps, found.Schedule.Steps.Length);
    }
}
