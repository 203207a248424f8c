using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Tests.Programs;

internal static class LockCycle
{
    public static void Fill(Machine machine)
    {
        var mmap = machine.Mutex("mmap_lock");
        var pages = machine.Mutex("i_pages lock");
        machine.Fiber("CPU 0 (fault)", () => TakeBoth(mmap, pages));
        machine.Fiber("CPU 1 (truncate)", () => TakeBoth(pages, mmap));
    }

    [RoutineName("lock_both")]
    private static async Routine TakeBoth(Mutex first, Mutex second)
    {
        await first.Acquire();
        await second.Acquire();
        await second.Release();
        await first.Release();
    }
}
