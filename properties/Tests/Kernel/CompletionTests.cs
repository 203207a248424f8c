using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties.Tests.Kernel;

public sealed class CompletionTests
{
    [Fact]
    public void A_waiter_goes_on_after_the_completion_and_not_before()
    {
        var verdict = Booted.Check(linux =>
        {
            var completion = new Completion(linux.Machine, "release");
            var work = linux.Machine.Cell("work");
            linux.Start("waiter", () => Wait(linux, completion, work));
            linux.Start("worker", () => Work(completion, work));
            linux.Machine.Properties.Sometimes("the waiter has to wait", s => s.Inside("waiter") == 1 && s[work] == 0);
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void A_completion_that_never_comes_blocks() =>
        Booted.AssertViolates(
            Booted.Check(linux =>
            {
                var completion = new Completion(linux.Machine, "release");
                linux.Start("waiter", () => Wait(linux, completion, completion.Done));
            }),
            Interleave.Violations.EngineRules.NoBlockedFiber
        );

    [Fact]
    public void A_completion_that_was_signalled_before_does_not_block()
    {
        var verdict = Booted.Check(linux =>
        {
            var completion = new Completion(linux.Machine, "release", done: true);
            linux.Start("waiter", () => Wait(linux, completion, completion.Done));
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void It_can_be_used_again()
    {
        var verdict = Booted.Check(linux =>
        {
            var completion = new Completion(linux.Machine, "release", done: true);
            var work = linux.Machine.Cell("work");
            linux.Start("owner", () => WaitAgain(linux, completion, work));
            linux.Start("worker", () => WorkAgain(completion, work));
        });

        Booted.AssertProved(verdict);
    }

    [Interleave.Routines.RoutineName("waiter")]
    private static async Routine Wait(Linux linux, Completion completion, Cell work)
    {
        await completion.Wait();
        if (await work.Load() == 0)
        {
            linux.Machine.Fail("waits for the work", "the work is not done");
        }
    }

    private static async Routine Work(Completion completion, Cell work)
    {
        await work.Store(1);
        await completion.Complete();
    }

    private static async Routine WaitAgain(Linux linux, Completion completion, Cell work)
    {
        await completion.Wait();
        await completion.Reinit();
        await work.Store(-1); // may begin
        await Wait(linux, completion, work);
    }

    private static async Routine WorkAgain(Completion completion, Cell work)
    {
        await work.Until(static (value, _) => value < 0);
        await Work(completion, work);
    }
}
