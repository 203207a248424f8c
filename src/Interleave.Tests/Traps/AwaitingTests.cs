using System.Threading.Tasks;
using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Tests.Traps;

/// <summary>Every step and every routine is awaited exactly once and at once; nothing else is awaited.</summary>
public sealed class AwaitingTests
{
    [Fact]
    public void A_foreign_task_is_refused()
    {
        var message = Refusal.Of(static (x, _) => AwaitTask(x));

        Assert.Contains("AwaitingTests.AwaitTask awaits TaskAwaiter", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_task_is_refused_before_the_first_step_too()
    {
        var message = Refusal.Of(static (_, _) => AwaitTaskAtOnce());

        Assert.Contains("AwaitingTests.AwaitTaskAtOnce awaits YieldAwaiter", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_that_is_complete_is_no_suspension()
    {
        var verdict = Checker.Check(Given.Program(machine => machine.Fiber("a", static () => AwaitCompletedTask())));

        Assert.True(verdict.IsProof);
    }

    [Fact]
    public void A_routine_kept_while_another_step_is_taken_is_refused()
    {
        var message = Refusal.Of(static (x, y) => KeepCallee(x, y));

        Assert.Contains("'y' was announced while one on 'x' was not yet awaited", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_routine_kept_across_a_step_is_refused_even_if_it_took_none()
    {
        var message = Refusal.Of(static (x, _) => KeepStepless(x));

        Assert.Contains("AwaitingTests.KeepStepless keeps '<kept>", message, StringComparison.Ordinal);
        Assert.Contains("of type Routine", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_routine_awaited_twice_is_refused()
    {
        var message = Refusal.Of(static (x, _) => AwaitCalleeTwice(x));

        Assert.Contains("AwaitingTests.AwaitCalleeTwice keeps '<callee>", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_awaited_twice_is_refused()
    {
        var message = Refusal.Of(static (x, _) => AwaitStepTwice(x));

        Assert.StartsWith(
            "AwaitingTests.AwaitStepTwice awaits a step that it did not just announce",
            message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_step_that_is_not_awaited_before_the_routine_returns_is_refused()
    {
        var message = Refusal.Of(static (x, y) => ForgetLastStep(x, y));

        Assert.Equal("AwaitingTests.ForgetLastStep returned, or called on, without awaiting its step on 'y'.", message);
    }

    [Fact]
    public void A_step_that_is_not_awaited_before_the_next_is_refused()
    {
        var message = Refusal.Of(static (x, y) => ForgetFirstStep(x, y));

        Assert.Contains("'y' was announced while one on 'x' was not yet awaited", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_callee_that_is_not_awaited_is_refused()
    {
        var message = Refusal.Of(static (x, y) => ForgetCallee(x, y));

        Assert.Equal("AwaitingTests.ForgetCallee returned, or called on, without awaiting its step on 'y'.", message);
    }

    [Fact]
    public void A_callee_that_is_not_awaited_before_the_first_step_is_refused()
    {
        var message = Refusal.Of(static (x, _) => ForgetOnlyCallee(x));

        Assert.Equal("the body of a returned, or called on, without awaiting its step on 'x'.", message);
    }

    [Fact]
    public void A_step_outside_a_running_fiber_is_refused()
    {
        var message = Refusal.Of(static machine => _ = machine.Cell("x").Load());

        Assert.Contains("outside a running fiber", message, StringComparison.Ordinal);
    }

    private static async Routine AwaitTask(Cell x)
    {
        await x.Load();
        await new TaskCompletionSource().Task;
    }

    private static async Routine AwaitTaskAtOnce() => await Task.Yield();

    private static async Routine AwaitCompletedTask() => await Task.CompletedTask;

    private static async Routine KeepCallee(Cell x, Cell y)
    {
        var kept = Callee(x);
        await y.Load();
        await kept;
    }

    private static async Routine KeepStepless(Cell x)
    {
        var kept = Stepless();
        await x.Load();
        await kept;
    }

    private static async Routine AwaitCalleeTwice(Cell x)
    {
        var callee = Callee(x);
        await callee;
        await callee;
    }

    private static async Routine AwaitStepTwice(Cell x)
    {
        var step = x.Load();
        await step;
        await step;
    }

    private static async Routine ForgetLastStep(Cell x, Cell y)
    {
        await x.Load();
        _ = y.Load();
    }

    private static async Routine ForgetFirstStep(Cell x, Cell y)
    {
        _ = x.Load();
        await y.Load();
    }

    private static async Routine ForgetCallee(Cell x, Cell y)
    {
        await x.Load();
        _ = Callee(y);
    }

#pragma warning disable CS1998 // the trap is that nothing is awaited
    private static async Routine ForgetOnlyCallee(Cell x) => _ = Callee(x);

    private static async Routine Stepless() { }
#pragma warning restore CS1998

    private static async Routine Callee(Cell cell) => await cell.Load();
}
