using System.Globalization;
using Interleave.Memory;
using Interleave.Routines;
using Interleave.Search;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties.Tests.Kernel;

public sealed class DeviceTests
{
    private static readonly Update s_append = static (int log, int digit, out int result) =>
    {
        result = 0;
        return (log * 10) + digit;
    };

    [Fact]
    public void Actions_run_in_the_reverse_order_of_their_registration() =>
        Booted.AssertProved(CheckLog("321", isBound: false, AddAllAndRelease));

    [Fact]
    public void A_device_that_starts_bound_has_all_its_actions() =>
        Booted.AssertProved(CheckLog("321", isBound: true, static (_, device, _) => device.ReleaseAll()));

    [Fact]
    public void Actions_run_once() => Booted.AssertProved(CheckLog("321", isBound: true, ReleaseTwice));

    [Fact]
    public void A_removed_action_does_not_run() => Booted.AssertProved(CheckLog("31", isBound: true, RemoveAndRelease));

    [Fact]
    public void Removing_what_is_not_registered_is_warned_about() =>
        Booted.AssertViolates(
            CheckLog("", isBound: false, static (_, device, _) => device.RemoveAction("second")),
            KernelRules.NoWarnings
        );

    [Fact]
    public void An_action_that_cannot_be_registered_is_lost() =>
        Booted.AssertProved(
            Booted.Check(linux =>
            {
                var (added, lost) = (linux.Outcome("it is registered"), linux.Outcome("it is lost"));
                Start(linux, false, true, (l, device, log) => AddAndRelease(l, device, log, added, lost));
            })
        );

    [Fact]
    public void Add_action_or_reset_runs_it_at_once_instead() =>
        Booted.AssertProved(
            Booted.Check(linux =>
            {
                var (added, reset) = (linux.Outcome("it is registered"), linux.Outcome("it is run at once"));
                Start(linux, false, true, (l, device, log) => AddOrResetAndRelease(l, device, log, added, reset));
            })
        );

    // As hmm_devmem_ref_exit did: devres has taken it off the list before it runs.
    [Fact]
    public void An_action_that_removes_itself_is_warned_about() =>
        Booted.AssertViolates(
            Booted.Check(linux =>
            {
                var devices = linux.Devices;
                var action = new DevmAction("only", () => devices[0].RemoveAction("only"));
                devices.Add(new Device(linux, "device", [action], true, false));
                linux.Start("unbind", () => devices[0].ReleaseAll());
            }),
            KernelRules.NoWarnings
        );

    private static Verdict CheckLog(string expected, bool isBound, Func<Linux, Device, Cell, Routine> body) =>
        Booted.Check(linux =>
        {
            var log = Start(linux, isBound, false, body);
            linux.Machine.Properties.AtEnd(
                "the log is as expected",
                state => Text(state[log]) == expected ? null : $"it is '{Text(state[log])}'"
            );
        });

    private static Cell Start(Linux linux, bool isBound, bool canFail, Func<Linux, Device, Cell, Routine> body)
    {
        var log = linux.Machine.Cell("log");
        var first = new DevmAction("first", () => Append(log, 1));
        var second = new DevmAction("second", () => Append(log, 2));
        var third = new DevmAction("third", () => Append(log, 3));
        var device = new Device(linux, "device", [first, second, third], isBound, canFail);
        linux.Start("driver", () => body(linux, device, log));
        return log;
    }

    private static string Text(int log) => log == 0 ? "" : log.ToString(CultureInfo.InvariantCulture);

    private static async Routine Append(Cell log, int digit) => await log.Update(s_append, digit);

    private static async Routine AddAllAndRelease(Linux linux, Device device, Cell log)
    {
        await device.AddAction("first");
        await device.AddAction("second");
        await device.AddAction("third");
        await device.ReleaseAll();
    }

    private static async Routine ReleaseTwice(Linux linux, Device device, Cell log)
    {
        await device.ReleaseAll();
        await device.ReleaseAll();
    }

    private static async Routine RemoveAndRelease(Linux linux, Device device, Cell log)
    {
        await device.RemoveAction("second");
        await device.ReleaseAll();
    }

    private static async Routine AddAndRelease(Linux linux, Device device, Cell log, Resource added, Resource lost)
    {
        var isAdded = await device.AddAction("first");
        linux.Machine.Hold(isAdded ? added : lost);
        await device.ReleaseAll();
        await Expect(linux, log, isAdded ? 1 : 0);
    }

    private static async Routine AddOrResetAndRelease(
        Linux linux,
        Device device,
        Cell log,
        Resource added,
        Resource reset
    )
    {
        var isAdded = await device.AddActionOrReset("first");
        linux.Machine.Hold(isAdded ? added : reset);
        await Expect(linux, log, isAdded ? 0 : 1);
        await device.ReleaseAll();
        await Expect(linux, log, 1);
    }

    private static async Routine Expect(Linux linux, Cell log, int expected)
    {
        if (await log.Load() is var actual && actual != expected)
        {
            linux.Machine.Fail("the log is as expected", $"it is '{Text(actual)}'");
        }
    }
}
