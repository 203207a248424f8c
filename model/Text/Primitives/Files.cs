using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;
using PgmapCheck.Model.Protocol.Layouts;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Primitives;

/// <summary>Files on DAX file systems: their locks, and the walk over their mappings.</summary>
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
            .Function(
                "dax_layout_busy_page",
                "dax_layout_busy_page_range, from the text if it has that",
                i => Busy(i, 0, long.MaxValue),
                sleeps: true
            )
            .Function(
                "dax_layout_busy_page_range",
                "from the text, if that has the iterators of the XArray",
                i => Busy(i, i[1].Number, i[2].Number),
                sleeps: true
            )
            .Function(
                "unmap_mapping_pages",
                "zap_pte_range for each page table entry of the range: a file has one mapping",
                Unmap
            )
            .Ignored(
                "i_mmap_lock_read i_mmap_unlock_read",
                "the tree of a file's mappings, which do not come and go while it is walked"
            )
            .Value(
                "vma_interval_tree_iter_first vma_interval_tree_iter_next",
                "no mapping: write protection, which the walk is for, is not modelled",
                _ => default
            )
            .Value(
                "hash_long hash_64 hash_64_generic",
                "an entry's address hashes to its file, which has a queue of its own",
                i => Value.Of(i.Subject<DaxFile>(0).Number)
            )
            .Identity("page_address lowmem_page_address", "what is in a page has no address of its own")
            .Function("dax_flush", "passes time", i => Flush(i.Linux));

    private static async Routine<Value> Flush(Linux linux)
    {
        await linux.Machine.Pass("flushes the cache");
        return default;
    }

    // 0 pages are all of them.
    private static Effect Unmap(Invocation i)
    {
        var file = i.Subject<DaxFile>(0);
        var end = i[2].Number == 0 ? file.Pages.Length : Math.Min(file.Pages.Length, i[1].Number + i[2].Number);
        return Unmap(i.Linux, file, file.HeadOf((int)i[1].Number), end, i[3].IsTrue);
    }

    private static async Routine<Value> Unmap(Linux linux, DaxFile file, int first, long end, bool evenCows)
    {
        for (var index = first; index < end; index += file.PagesPerEntry)
        {
            await linux.Mappings.Zap(linux, file, index, evenCows);
        }

        return default;
    }

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
