using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using PgmapCheck.Cases;

namespace PgmapCheck.Tests.Programs;

/// <summary>Two threads that make way for each other, for ever if they are unlucky.</summary>
internal static class BackOff
{
    public static Catalogue Catalogue { get; } =
        new(
            [
                new KernelEntry(
                    "v0.1",
                    "a polite kernel",
                    [new Case("v0.1", "back-off", new ConcurrentProgram("v0.1/back-off", Fill))],
                    null
                ),
            ],
            [("back-off", "two that make way for each other")],
            []
        );

    private static void Fill(Machine machine)
    {
        var left = machine.Cell("left");
        var right = machine.Cell("right");
        machine.Fiber("CPU 0 (left)", () => Pass(left, right));
        machine.Fiber("CPU 1 (right)", () => Pass(right, left));
    }

    [RoutineName("pass")]
    private static async Routine Pass(Cell mine, Cell theirs)
    {
        var isAlone = false;
        while (!isAlone)
        {
            await mine.Store(1);
            isAlone = await theirs.Load() == 0;
            await mine.Store(0);
        }
    }
}
