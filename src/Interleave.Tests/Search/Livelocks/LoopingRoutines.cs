using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Tests.Search.Livelocks;

/// <summary>Routines that go round, some of them for ever.</summary>
internal static class LoopingRoutines
{
    public static async Routine SpinUntil(Cell x, int value)
    {
        while (await x.Load() != value) { }
    }

    public static async Routine Wait(Cell x) => await x.Until(static (value, _) => value == 1);

    public static async Routine Retry(Cell x)
    {
        while (!await x.CompareExchange(1, 2)) { }
    }

    public static async Routine BackOff(Cell mine, Cell yours)
    {
        while (true)
        {
            await mine.Store(1);
            var isAlone = await yours.Load() == 0;
            await mine.Store(0);
            if (isAlone)
            {
                return;
            }
        }
    }

    public static async Routine LockUntil(Mutex mutex, Cell stop)
    {
        while (await stop.Load() == 0)
        {
            await mutex.Acquire();
            await mutex.Release();
        }
    }

    public static async Routine LockAndSpinUntil(Machine machine, Mutex mutex, Cell stop)
    {
        while (await stop.Load() == 0)
        {
            await mutex.Acquire();
            while (await stop.Load() == 0 && await machine.Choose(2, "go on") == 0) { }

            await mutex.Release();
        }
    }

    public static async Routine StopUnderLock(Mutex mutex, Cell stop)
    {
        await mutex.Acquire();
        await stop.Store(1);
        await mutex.Release();
    }

    public static async Routine TryUntilLocked(Mutex mutex, Cell stop)
    {
        while (!await mutex.TryAcquire()) { }

        await stop.Store(1);
        await mutex.Release();
    }

    public static async Routine StoreAndSpin(Cell x)
    {
        await x.Store(1);
        await SpinUntil(x, 2);
    }

    public static async Routine CountTo(Cell x, int limit = 3)
    {
        for (var i = 0; i < limit; i++)
        {
            await x.Add(1);
        }
    }

    public static async Routine CountModulo(Cell x, int modulus)
    {
        while (true)
        {
            await x.Update(
                static (int value, int argument, out int result) => (result = 0) + ((value + 1) % argument),
                modulus
            );
        }
    }

    public static async Routine CallOneself(Cell x)
    {
        await x.Load();
        await CallOneself(x);
    }
}
