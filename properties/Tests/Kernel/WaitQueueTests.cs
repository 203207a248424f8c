using Interleave;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties.Tests.Kernel;

public sealed class WaitQueueTests
{
    private const int Key = 1;
    private const int OtherKey = 2;

    [Fact]
    public void A_wake_up_after_the_change_is_never_lost()
    {
        var verdict = Booted.Check(linux =>
        {
            var condition = linux.Machine.Cell("condition");
            StartWaiter(linux, "waiter", condition, Key);
            linux.Start("waker", () => ChangeAndWake(linux, condition, Key));
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void A_wake_up_before_the_change_can_be_lost() => Booted.AssertViolates(
        Booted.Check(linux =>
        {
            var condition = linux.Machine.Cell("condition");
            StartWaiter(linux, "waiter", condition, Key);
            linux.Start("waker", () => WakeAndChange(linux, condition, Key));
        }),
        EngineRules.NoBlockedFiber);

    [Fact]
    public void A_wake_up_is_lost_on_a_waiter_that_tests_before_it_queues() => Booted.AssertViolates(
        Booted.Check(linux =>
        {
            var condition = linux.Machine.Cell("condition");
            linux.StartTask("waiter", current => TestAndWait(linux, current, condition, Key));
            linux.Start("waker", () => ChangeAndWake(linux, condition, Key));
        }),
        EngineRules.NoBlockedFiber);

    [Fact]
    public void A_wake_up_for_another_key_wakes_nobody()
    {
        var verdict = Booted.Check(linux =>
        {
            var condition = linux.Machine.Cell("condition");
            StartWaiter(linux, "waiter", condition, Key);
            linux.Start("waker", () => ChangeAndWake(linux, condition, OtherKey));
        });

        Booted.AssertViolates(verdict, EngineRules.NoBlockedFiber);
    }

    [Fact]
    public void One_wake_up_wakes_all_who_wait_for_the_key()
    {
        var verdict = Booted.Check(linux =>
        {
            var condition = linux.Machine.Cell("condition");
            StartWaiter(linux, "first waiter", condition, Key);
            StartWaiter(linux, "second waiter", condition, Key);
            linux.Start("waker", () => ChangeAndWake(linux, condition, Key));
            linux.Machine.Properties.Sometimes(
                "both sleep", s => linux.Tasks.All(t => s[t.State] != TaskStruct.Running));
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void Variables_that_share_a_queue_do_not_get_in_each_other_s_way()
    {
        var verdict = Booted.Check(linux =>
        {
            var (one, other) = (linux.Machine.Cell("one condition"), linux.Machine.Cell("other condition"));
            StartWaiter(linux, "first waiter", one, Key);
            StartWaiter(linux, "second waiter", other, OtherKey);
            linux.Start("first waker", () => ChangeAndWake(linux, one, Key));
            linux.Start("second waker", () => ChangeAndWake(linux, other, OtherKey));
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void A_task_can_wait_for_one_thing_and_then_for_another()
    {
        var verdict = Booted.Check(linux =>
        {
            var (one, other) = (linux.Machine.Cell("one condition"), linux.Machine.Cell("other condition"));
            linux.StartTask("waiter", current => WaitTwice(linux, current, one, other));
            linux.Start("first waker", () => ChangeAndWake(linux, one, Key));
            linux.Start("second waker", () => ChangeAndWake(linux, other, OtherKey));
        });

        Booted.AssertProved(verdict);
    }

    private static void StartWaiter(Linux linux, string name, Cell condition, int key)
    {
        linux.StartTask(name, current => Wait(linux, current, condition, key));
        var task = linux.Tasks[^1];
        linux.Machine.Properties.Sometimes($"{name} sleeps", state => state[task.State] != TaskStruct.Running);
    }

    private static async Routine Wait(Linux linux, TaskStruct current, Cell condition, int key)
    {
        await current.WaitKey.Store(key);
        await linux.WaitTable[0].PrepareToWait(current);
        while (await condition.Load() == 0)
        {
            await current.Schedule();
            await linux.WaitTable[0].PrepareToWait(current);
        }

        await linux.WaitTable[0].FinishWait(current);
    }

    private static async Routine WaitTwice(Linux linux, TaskStruct current, Cell one, Cell other)
    {
        await Wait(linux, current, one, Key);
        await Wait(linux, current, other, OtherKey);
    }

    private static async Routine TestAndWait(Linux linux, TaskStruct current, Cell condition, int key)
    {
        await current.WaitKey.Store(key);
        while (await condition.Load() == 0)
        {
            await linux.WaitTable[0].PrepareToWait(current);
            await current.Schedule();
        }

        await linux.WaitTable[0].FinishWait(current);
    }

    private static async Routine ChangeAndWake(Linux linux, Cell condition, int key)
    {
        await condition.Store(1);
        await linux.WaitTable[0].WakeUp(key);
    }

    private static async Routine WakeAndChange(Linux linux, Cell condition, int key)
    {
        await linux.WaitTable[0].WakeUp(key);
        await condition.Store(1);
    }
}
