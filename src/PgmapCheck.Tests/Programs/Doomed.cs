using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Tests.Programs;

/// <summary>Programs at the edges: wrong whatever is done, endless, or against the engine's rules.</summary>
internal static class Doomed
{
    public static void Fill(Machine machine)
    {
        var x = machine.Cell("x");
        machine.Fiber("CPU 0", () => Set(x));
        machine.Fiber("CPU 1", () => Set(x));
        machine.Properties.AtEnd("x stays 0", state => state[x] == 0 ? null : $"x is {state[x]}");
    }

    public static void FillSpinner(Machine machine)
    {
        var x = machine.Cell("x");
        machine.Fiber("CPU 0 (spins)", () => Spin(machine, x));
        machine.Fiber("CPU 1 (sets)", () => Set(x));
        machine.Properties.AtEnd("x stays 0", state => state[x] == 0 ? null : $"x is {state[x]}");
    }

    public static void FillImpure(Machine machine)
    {
        var x = machine.Cell("x");
        var calls = new List<int>();
        machine.Fiber("CPU 0", () => Remember(x, calls));
    }

    private static async Routine Remember(Cell x, List<int> calls)
    {
        await x.Load();
        calls.Add(1);
        await x.Store(calls.Count);
    }

    [RoutineName("set")]
    private static async Routine Set(Cell x) => await x.Store(1);

    [RoutineName("spin")]
    private static async Routine Spin(Machine machine, Cell x)
    {
        while (await x.Load() == 0)
        {
            await machine.Pass("cpu_relax()");
        }
    }
}
