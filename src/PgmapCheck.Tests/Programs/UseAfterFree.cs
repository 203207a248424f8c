using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Tests.Programs;

internal static class UseAfterFree
{
    public static void Fill(Machine machine)
    {
        var pages = machine.Lifetime("struct pages");
        var owner = machine.Cell("page->pgmap", 1, pages);
        machine.Fiber("CPU 0 (memunmap_pages)", () => Free(pages));
        machine.Fiber("CPU 1 (get_user_pages)", () => Look(owner));
    }

    [RoutineName("memunmap_pages")]
    private static async Routine Free(Lifetime pages) => await pages.Free();

    [RoutineName("get_dev_pagemap")]
    private static async Routine Look(Cell owner) => await owner.Load();
}
