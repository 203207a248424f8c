using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Tests.Programs;

/// <summary>Two threads that undo each other's work for ever, though both get their turn.</summary>
internal static class RoundAndRound
{
    public static void Fill(Machine machine)
    {
        var x = machine.Cell("x");
        machine.Fiber("CPU 0", () => Toggle(x));
        machine.Fiber("CPU 1", () => Toggle(x));
    }

    [RoutineName("toggle")]
    private static async Routine Toggle(Cell x)
    {
        while (true)
        {
            await x.Update(static (int value, int _, out int result) => result = 1 - value, 0);
        }
    }
}
