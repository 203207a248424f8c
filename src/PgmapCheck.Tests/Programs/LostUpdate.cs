using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Tests.Programs;

internal static class LostUpdate
{
    public static void Fill(Machine machine)
    {
        var x = machine.Cell("x");
        Start(machine, x, () => Increment(x));
    }

    public static void FillLocked(Machine machine)
    {
        var x = machine.Cell("x");
        var mutex = machine.Mutex("mutex");
        Start(machine, x, () => IncrementLocked(mutex, x));
    }

    public static void FillVacuous(Machine machine)
    {
        FillLocked(machine);
        machine.Properties.Sometimes("a thread finds the lock taken", _ => false);
    }

    private static void Start(Machine machine, Cell x, Func<Routine> body)
    {
        machine.Fiber("CPU 0 (writer)", body);
        machine.Fiber("CPU 1 (writer)", body);
        machine.Properties.AtEnd("both increments count", state => state[x] == 2 ? null : $"x is {state[x]}, not 2");
    }

    [RoutineName("inc")]
    private static async Routine Increment(Cell x)
    {
        var value = await x.Load();
        await x.Store(value + 1);
    }

    [RoutineName("inc_locked")]
    private static async Routine IncrementLocked(Mutex mutex, Cell x)
    {
        await mutex.Acquire();
        await Increment(x);
        await mutex.Release();
    }
}
