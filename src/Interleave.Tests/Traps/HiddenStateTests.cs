using Interleave.Memory;
using Interleave.Routines;
using Interleave.Search;

namespace Interleave.Tests.Traps;

/// <summary>State that no frame refers to: variables that lambdas capture, and statics.</summary>
public sealed class HiddenStateTests
{
    private static int s_calls;

    [Fact]
    public void A_captured_variable_that_a_routine_writes_is_refused()
    {
        var message = Refusal.Of(static machine =>
        {
            var x = machine.Cell("x");
            var count = 0;
            machine.Fiber(
                "a",
                async () =>
                {
                    await x.Load();
                    count++;
                    await x.Store(count);
                }
            );
        });

        Assert.Contains("writes a variable that its lambda captured", message, StringComparison.Ordinal);
        Assert.Contains("A_captured_variable_that_a_routine_writes_is_refused", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_captured_variable_of_an_outer_scope_that_a_routine_writes_is_refused()
    {
        var message = Refusal.Of(static machine =>
        {
            var x = machine.Cell("x");
            var count = 0;
            for (var i = 0; i < 2; i++)
            {
                var own = i;
                machine.Fiber(
                    $"f{i}",
                    async () =>
                    {
                        await x.Load();
                        count++;
                        await x.Store(count + own);
                    }
                );
            }
        });

        Assert.Contains("writes a variable that its lambda captured", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_captured_variable_written_before_the_first_step_by_two_fibers_is_refused()
    {
        var message = Refusal.Of(static machine =>
        {
            var x = machine.Cell("x");
            var count = 0;
            Func<Routine> body = async () => await x.Store(++count);
            machine.Fiber("a", body);
            machine.Fiber("b", body);
        });

        Assert.Contains("writes a variable that its lambda captured", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_captured_variable_written_after_the_last_step_is_refused()
    {
        var message = Refusal.Of(static machine =>
        {
            var x = machine.Cell("x");
            var done = false;
            machine.Fiber(
                "writer",
                async () =>
                {
                    await x.Store(1);
                    done = true;
                }
            );
            machine.Fiber(
                "reader",
                async () =>
                {
                    if (await x.Load() == 0 && done)
                    {
                        machine.Fail("a hidden variable", "is seen");
                    }
                }
            );
        });

        Assert.Contains("writes a variable that its lambda captured", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_captured_variable_that_only_the_set_up_writes_is_allowed()
    {
        var verdict = Checker.Check(
            Given.Program(static machine =>
            {
                var x = machine.Cell("x");
                var limit = 1;
                limit++;
                machine.Fiber(
                    "a",
                    async () =>
                    {
                        await x.Store(limit);
                        await x.Store(limit + 1);
                    }
                );
            })
        );

        Assert.True(verdict.IsProof);
    }

    [Fact]
    public void An_audit_notices_a_static_that_changes_what_a_routine_does()
    {
        var message = Refusal.Of(
            static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => DependOnStatic(x));
            },
            new SearchOptions { AuditEvery = 1 }
        );

        Assert.Contains("HiddenStateTests.DependOnStatic took one step twice", message, StringComparison.Ordinal);
        Assert.Contains("after 'x'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_audit_notices_an_announced_value_that_is_not_the_same_twice()
    {
        var message = Refusal.Of(
            static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => StoreStatic(x));
            },
            new SearchOptions { AuditEvery = 1 }
        );

        Assert.Contains("HiddenStateTests.StoreStatic took one step twice", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_that_captures_is_refused()
    {
        var step = 2;
        var message = Refusal.Of((x, _) => UpdateWith(x, (int value, int _, out int result) => result = value + step));

        Assert.Contains("An_update_that_captures_is_refused", message, StringComparison.Ordinal);
        Assert.Contains("must be static", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_condition_that_captures_is_refused()
    {
        var limit = 0;
        var message = Refusal.Of((x, _) => WaitFor(x, (value, _) => value > limit));

        Assert.Contains("A_condition_that_captures_is_refused", message, StringComparison.Ordinal);
    }

    private static async Routine DependOnStatic(Cell x)
    {
        await x.Load();
        if (s_calls++ % 2 == 0)
        {
            await x.Store(1);
        }
    }

    private static async Routine StoreStatic(Cell x)
    {
        await x.Load();
        await x.Store(s_calls++);
    }

    private static async Routine UpdateWith(Cell x, Update update) => await x.Update(update, 0);

    private static async Routine WaitFor(Cell x, Condition condition) => await x.Until(condition);
}
