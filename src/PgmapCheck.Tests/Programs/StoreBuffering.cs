using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using PgmapCheck.Cases;

namespace PgmapCheck.Tests.Programs;

/// <summary>Two threads that each say that they are coming and look for the other: on x86 both may miss each
/// other.</summary>
internal static class StoreBuffering
{
    public static Catalogue Catalogue { get; } =
        new(
            [
                new KernelEntry(
                    "v0.1",
                    "a hasty kernel",
                    [Case("store-buffering", Fill), Case("message", FillMessage), Case("load-buffering", FillLoads)],
                    null
                ),
            ],
            [
                ("store-buffering", "two that look for each other"),
                ("message", "data and a flag"),
                ("load-buffering", "two that answer each other"),
            ],
            []
        );

    private static Case Case(string name, Action<Machine> fill) =>
        new("v0.1", name, new ConcurrentProgram($"v0.1/{name}", fill));

    private static void Fill(Machine machine)
    {
        var (left, right, missed) = (machine.Cell("left"), machine.Cell("right"), machine.Ghost("missed"));
        machine.Fiber("CPU 0 (left)", () => Look(machine, left, right, missed));
        machine.Fiber("CPU 1 (right)", () => Look(machine, right, left, missed));
        machine.Properties.AtEnd(
            "somebody sees somebody",
            state => state.Held(missed) == 2 ? "both missed each other" : null
        );
    }

    private static void FillMessage(Machine machine)
    {
        var (data, flag) = (machine.Cell("data"), machine.Cell("flag"));
        machine.Fiber("CPU 0 (writer)", () => Write(data, flag));
        machine.Fiber("CPU 1 (reader)", () => Read(machine, data, flag));
    }

    private static void FillLoads(Machine machine)
    {
        var (left, right, answered) = (machine.Cell("left"), machine.Cell("right"), machine.Ghost("answered"));
        machine.Fiber("CPU 0 (left)", () => Answer(machine, left, right, answered));
        machine.Fiber("CPU 1 (right)", () => Answer(machine, right, left, answered));
        machine.Properties.AtEnd(
            "somebody speaks first",
            state => state.Held(answered) == 2 ? "both answered each other" : null
        );
    }

    [RoutineName("answer")]
    private static async Routine Answer(Machine machine, Cell mine, Cell theirs, Resource answered)
    {
        if (await theirs.Load() == 1)
        {
            machine.Hold(answered);
        }

        await mine.Store(1);
    }

    [RoutineName("look")]
    private static async Routine Look(Machine machine, Cell mine, Cell theirs, Resource missed)
    {
        await mine.Store(1);
        if (await theirs.Load() == 0)
        {
            machine.Hold(missed);
        }
    }

    [RoutineName("write")]
    private static async Routine Write(Cell data, Cell flag)
    {
        await data.Store(1);
        await flag.Store(1);
    }

    [RoutineName("read")]
    private static async Routine Read(Machine machine, Cell data, Cell flag)
    {
        if (await flag.Load() == 1 && await data.Load() == 0)
        {
            machine.Fail("the data come before the flag", "the flag is there and the data are not");
        }
    }
}
