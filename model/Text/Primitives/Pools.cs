using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.P2PDma;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>The pool of a device's peer-to-peer memory (lib/genalloc.c): a bitmap, whose bits change in one step
/// each.</summary>
internal static class Pools
{
    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("pools")
            .Function("gen_pool_alloc_owner", "the first page that is free, in one step", Allocate)
            .Function("gen_pool_free", "the page is free again, in one step", i => Free(i, null))
            .Function("gen_pool_free_owner", "the page is free again, in one step", i => Free(i, i[3]));

    private static Effect Allocate(Invocation i)
    {
        var world = i.Context.World;
        var pgmap = i.Subject<P2PDevice>(0).Pgmap;
        var owner = i[2].Object as StackObject ?? throw new MeaninglessException($"the owner goes to {i[2]}");
        return Allocate(
            world,
            pgmap,
            i.Memory.Store(owner, i[2].Number, 8, PercpuRefBinding.Of(world, pgmap.Ref)),
            i.Memory
        );
    }

    private static async Routine<Outcome> Allocate(
        TextWorld world,
        Pgmap pgmap,
        ThreadMemory found,
        ThreadMemory memory
    )
    {
        for (var i = 0; i < pgmap.Pages.Count; i++)
        {
            if (await pgmap.Pages[i].InUse.CompareExchange(0, 1, MemoryOrder.Full, "gen_pool_alloc"))
            {
                return new Outcome(PageBinding.Of(world, pgmap.Pages[i]), found);
            }
        }

        return new Outcome(default, memory);
    }

    // The address of the memory stands for the page: nobody looks into it.
    private static Effect Free(Invocation i, Value? owner)
    {
        var page = i.Subject<Page>(1);
        return owner is not { } to ? Free(page, i.Memory)
            : to.Object is StackObject local
                ? Free(page, i.Memory.Store(local, to.Number, 8, PercpuRefBinding.Of(i.Context.World, page.Pgmap!.Ref)))
            : throw new MeaninglessException($"the owner goes to {to}");
    }

    private static async Routine<Outcome> Free(Page page, ThreadMemory memory)
    {
        await page.InUse.Store(0, MemoryOrder.Full, "gen_pool_free");
        return new Outcome(default, memory);
    }
}
