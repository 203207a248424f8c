using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Tests.Programs;

/// <summary>A block is freed while a thread that does not run holds its page; the count beside it is a
/// detail.</summary>
internal static class FreedBlock
{
    public static void Fill(Machine machine)
    {
        var block = machine.Cell("block", 0, null, value => value == 0 ? "allocated" : "freed");
        var statistics = machine.Cell("freed blocks", isDetail: true);
        var reference = machine.Resource("reference to page");
        var note = machine.Ghost("has looked");
        machine.Fiber("CPU 0 (truncate)", () => Free(machine, block, statistics, note));
        machine.Fiber("CPU 1 (RDMA)", () => Put(machine, block, reference), false, reference, reference);
        machine.Properties.Always(
            "only idle blocks are freed",
            state => state[block] != 0 && state.Held(reference) > 0 ? "block is freed while its page is held" : null
        );
    }

    [RoutineName("truncate")]
    private static async Routine Free(Machine machine, Cell block, Cell statistics, Resource note)
    {
        await statistics.Add(1);
        machine.Hold(note);
        await block.Store(1);
    }

    [RoutineName("unpin_user_page")]
    private static async Routine Put(Machine machine, Cell block, Resource reference)
    {
        await block.Load();
        machine.Drop(reference, 2);
    }
}
