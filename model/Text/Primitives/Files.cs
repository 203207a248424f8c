using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Layouts;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Files on DAX file systems: their locks, and what the model does by hand with their entries.</summary>
internal static class Files
{
    private const string Lock = "the file's lock against faults";

    /// <summary>The names.</summary>
    public static PrimitiveGroup Group { get; } =
        new PrimitiveGroup("files")
            .Identity("XFS_I VFS_I", "one object stands for the inode and what the file system has around it")
            .Value("xfs_break_leased_layouts", "no leases", _ => default)
            .Function("xfs_ilock", Lock, i => Locks.Acquire(i.Subject<DaxFile>(0).MmapSem), sleeps: true)
            .Function("xfs_iunlock", Lock, i => Locks.Release(i.Subject<DaxFile>(0).MmapSem))
            .Function("filemap_invalidate_lock", Lock, i => Locks.Acquire(i.Subject<DaxFile>(0).MmapSem), sleeps: true)
            .Function("filemap_invalidate_unlock", Lock, i => Locks.Release(i.Subject<DaxFile>(0).MmapSem))
            .Macro("rwsem_is_locked", "-", "int", "only assertions depend on it", i => i.Return(Value.Of(1)))
            .Function("dax_layout_busy_page", "the model's own", i => Busy(i, 0, long.MaxValue), sleeps: true)
            .Function(
                "dax_layout_busy_page_range",
                "the model's own",
                i => Busy(i, i[1].Number, i[2].Number),
                sleeps: true
            );

    private static Effect Busy(Invocation i, long from, long to)
    {
        var file = i.Subject<DaxFile>(0);
        var task = i.Context.Task ?? throw new MeaninglessException("this thread of the scenario cannot sleep");
        var last =
            to < 0 || to == long.MaxValue ? file.Pages.Length - 1 : (int)Math.Min(file.Pages.Length - 1, to >> 12);
        return Busy(i.Context.World, task, file, (int)(from >> 12), last);
    }

    private static async Routine<Value> Busy(TextWorld world, TaskStruct task, DaxFile file, int first, int last) =>
        PageBinding.Of(world, await world.Linux.LayoutBusyPage.Find(world.Linux, task, file, first, last));
}
