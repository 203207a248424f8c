using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Tests.Traps;

/// <summary>What try, finally and using mean in a routine that may be suspended, cloned and thrown away.</summary>
public sealed class CleanUpTests
{
    [Fact]
    public void A_finally_without_steps_runs_when_its_block_ends_and_not_when_it_suspends()
    {
        var verdict = Checker.Check(
            Given.Program(machine =>
            {
                var x = machine.Cell("x");
                var token = machine.Resource("token");
                machine.Fiber("a", () => HoldInFinally(machine, token, x));
                machine.Properties.Always(
                    "not held early",
                    state => state[x] < 2 && state.Held(token) > 0 ? "held before the block ended" : null
                );
                machine.Properties.AtEnd("held in the end", state => state.Held(token) == 1 ? null : "not held");
            })
        );

        Assert.True(verdict.IsProof);
        Assert.Equal(3, verdict.States);
    }

    [Fact]
    public void A_finally_with_a_step_is_refused()
    {
        var message = Refusal.Of(static (x, y) => StepInFinally(x, y, true));

        Assert.Contains("CleanUpTests.StepInFinally keeps '<>7__wrap", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_finally_with_a_step_is_harmless_where_nothing_was_thrown()
    {
        var verdict = Checker.Check(
            Given.Program(machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => StepInFinally(x, x, false));
                machine.Properties.AtEnd("both", state => state[x] == 2 ? null : "one is missing");
            })
        );

        Assert.True(verdict.IsProof);
    }

    [Fact]
    public void Using_an_object_that_can_change_is_refused()
    {
        var message = Refusal.Of(static (x, _) => UseMutable(x));

        Assert.Contains("CleanUpTests.UseMutable keeps '<stream>", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Using_an_immutable_object_disposes_it_once_in_each_execution()
    {
        var verdict = Checker.Check(
            Given.Program(machine =>
            {
                var x = machine.Cell("x");
                var token = machine.Resource("token");
                machine.Fiber("a", () => UseImmutable(new Scope(machine, token), x));
                machine.Fiber("b", () => UseImmutable(new Scope(machine, token), x));
                machine.Properties.AtEnd("disposed once each", state => state.Held(token) == 2 ? null : "not so");
            })
        );

        Assert.True(verdict.IsProof);
    }

    [Fact]
    public void An_exception_thrown_before_the_callee_s_first_step_can_be_caught()
    {
        var verdict = Checker.Check(
            Given.Program(machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => Catch(x, false));
                machine.Properties.AtEnd("caught", state => state[x] == 1 ? null : "not caught");
            })
        );

        Assert.True(verdict.IsProof);
    }

    // Its frame is gone by then, and an engine cannot unwind what it has cloned. A violation is the safe side.
    [Fact]
    public void An_exception_thrown_after_the_callee_s_first_step_ends_the_execution_even_if_it_would_be_caught()
    {
        var verdict = Checker.Check(
            Given.Program(machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => Catch(x, true));
            })
        );

        Assert.Equal("no routine throws", Assert.Single(verdict.Counterexamples).Violation.Property);
    }

    private static async Routine HoldInFinally(Machine machine, Resource token, Cell x)
    {
        try
        {
            await x.Store(1);
            await x.Store(2);
        }
        finally
        {
            machine.Hold(token);
        }
    }

    private static async Routine StepInFinally(Cell x, Cell y, bool fails)
    {
        try
        {
            await x.Add(1);
            if (fails)
            {
                throw new InvalidOperationException("thrown");
            }
        }
        finally
        {
            await y.Add(1);
        }
    }

    private static async Routine UseMutable(Cell x)
    {
        using var stream = new MemoryStream();
        await x.Load();
    }

    private static async Routine UseImmutable(Scope scope, Cell x)
    {
        using var _ = scope;
        await x.Load();
        await x.Load();
    }

    private static async Routine Catch(Cell x, bool afterStep)
    {
        try
        {
            await ThrowingCallee(x, afterStep);
        }
        catch (InvalidOperationException)
        {
            // What is caught before the callee's first step is an ordinary exception.
        }

        await x.Store(1);
    }

    private static async Routine ThrowingCallee(Cell x, bool afterStep)
    {
        if (afterStep)
        {
            await x.Load();
        }

        throw new InvalidOperationException("thrown");
    }

    private sealed class Scope(Machine machine, Resource token) : IDisposable
    {
        private readonly Machine _machine = machine;
        private readonly Resource _token = token;

        public void Dispose() => _machine.Hold(_token);
    }
}
