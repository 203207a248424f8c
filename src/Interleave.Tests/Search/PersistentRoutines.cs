using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Tests.Search;

/// <summary>What the fibers do in tests of persistent steps.</summary>
internal static class PersistentRoutines
{
    public static async Routine CountTo(Cell x, int value)
    {
        for (var i = 1; i <= value; i++)
        {
            await x.Store(i);
        }
    }

    public static async Routine AddBoth(Cell x, Cell y)
    {
        await x.Add(1);
        await y.Add(1);
    }

    public static async Routine LoadTwice(Cell x)
    {
        if (await x.Load() == 0)
        {
            await x.Load();
        }
    }

    public static async Routine Increment(Mutex gate, Cell x)
    {
        await gate.Acquire();
        var value = await x.Load();
        await x.Store(value + 1);
        await gate.Release();
    }

    public static async Routine Try(Mutex gate, Cell tried)
    {
        if (await gate.TryAcquire())
        {
            await tried.Store(1);
            await gate.Release();
        }
    }

    public static async Routine Copy(Cell x, Cell y)
    {
        var value = await x.Load();
        await y.Store(value);
    }

    public static async Routine Flicker(Cell x)
    {
        await x.Store(1);
        await x.Store(0);
    }

    public static async Routine WaitBySpinning(Cell x)
    {
        while (await x.Load() == 0) { }
    }

    public static async Routine StoreIf(Cell flag, Cell x)
    {
        if (await flag.Load() == 1)
        {
            await x.Store(1);
        }
    }

    public static async Routine Fail(Machine machine, Cell y)
    {
        await y.Load();
        machine.Fail("fails", "it does");
    }
}
