using Interleave.Memory;
using Interleave.Routines;
using Interleave.Violations;
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
    public void A_wake_up_before_the_change_can_be_lost() =>
        Booted.AssertViolates(
            Booted.Check(linux =>
            {
                var condition = linux.Machine.Cell("condition");
                StartWaiter(linux, "waiter", condition, Key);
                linux.Start("waker", () => WakeAndChange(linux, condition, Key));
            }),
            EngineRules.NoBlockedFiber
        );

    [Fact]
    public void A_wake_up_is_lost_on_a_waiter_that_tests_before_it_queues() =>
        Booted.AssertViolates(
            Booted.Check(linux =>
            {
                var condition = linux.Machine.Cell("condition");
                linux.StartTask("waiter", current => TestAndWait(linux, current, condition, Key));
                linux.Start("waker", () => ChangeAndWake(linux, condition, Key));
            }),
            EngineRules.NoBlockedFiber
        );

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
                "both sleep",
                s => linux.Tasks.All(t => s[t.State] != TaskStruct.Running)
            );
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

    [Fact]
    public void A_wake_up_of_an_entry_wakes_one_exclusive_waiter_or_all()
    {
        Booted.AssertProved(Booted.Check(linux => StartExclusive(linux, wakesAll: true)));
        Booted.AssertViolates(
            Booted.Check(linux => StartExclusive(linux, wakesAll: false)),
            EngineRules.NoBlockedFiber
        );
    }

    [Fact]
    public void Exclusive_waiters_that_pass_the_wake_up_on_all_wake() =>
        Booted.AssertProved(Booted.Check(linux => StartExclusive(linux, wakesAll: false, passOn: true)));

    [Fact]
    public void Who_does_not_wait_exclusively_stands_in_nobody_s_way()
    {
        var verdict = Booted.Check(linux =>
        {
            var condition = linux.Machine.Cell("condition");
            StartWaiter(linux, "waiter", condition, Key);
            linux.StartTask("exclusive waiter", current => WaitExclusively(linux, current, condition, false));
            linux.Start("waker", () => ChangeAndWakeEntry(linux, condition, false));
        });

        Booted.AssertProved(verdict);
    }

    [Fact]
    public void A_kernel_has_no_more_tasks_than_a_queue_can_hold() =>
        Assert.Throws<InvalidOperationException>(() =>
            Booted.Check(linux =>
            {
                var condition = linux.Machine.Cell("condition");
                for (var i = 0; i < 8; i++)
                {
                    StartWaiter(linux, $"waiter {i}", condition, Key);
                }
            })
        );

    private static void StartExclusive(Linux linux, bool wakesAll, bool passOn = false)
    {
        var condition = linux.Machine.Cell("condition");
        linux.StartTask("first waiter", current => WaitExclusively(linux, current, condition, passOn));
        linux.StartTask("second waiter", current => WaitExclusively(linux, current, condition, passOn));
        linux.Start("waker", () => ChangeAndWakeEntry(linux, condition, wakesAll));
        linux.Machine.Properties.Sometimes(
            "both sleep",
            s => linux.Tasks.All(t => s[t.State] == TaskStruct.Uninterruptible)
        );
    }

    private static async Routine WaitExclusively(Linux linux, TaskStruct current, Cell condition, bool passOn)
    {
        await current.WaitKey.Store(Key);
        await linux.WaitTable[0].PrepareToWaitExclusive(current);
        while (await condition.Load() == 0)
        {
            await current.Schedule();
            await linux.WaitTable[0].PrepareToWaitExclusive(current);
        }

        await linux.WaitTable[0].FinishWait(current);
        if (passOn)
        {
            await linux.WaitTable[0].WakeEntry(Key, all: false);
        }
    }

    private static async Routine ChangeAndWakeEntry(Linux linux, Cell condition, bool all)
    {
        await condition.Store(1);
        await linux.WaitTable[0].WakeEntry(Key, all);
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
