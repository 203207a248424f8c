namespace KernelText.Programs;

/// <summary>
/// The files in which a function is looked for by name, in this order; of all versions from v4.14 on, so that each tree
/// has some of them. Headers are found by what these include.
/// </summary>
public static class CoreFiles
{
    /// <summary>Paths below a tree's root.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "mm/memremap.c",
        "kernel/memremap.c",
        "mm/swap.c",
        "mm/gup.c",
        "fs/dax.c",
        "lib/percpu-refcount.c",
        "kernel/jump_label.c",
        "kernel/sched/wait_bit.c",
        "kernel/sched/wait.c",
        "kernel/sched/swait.c",
        "kernel/sched/completion.c",
        "fs/xfs/xfs_file.c",
        "fs/xfs/xfs_inode.c",
        "fs/ext4/inode.c",
        "fs/ext2/inode.c",
        "fs/fuse/dax.c",
        "fs/fuse/dir.c",
        "fs/fuse/file.c",
        "mm/memory.c",
        "mm/migrate_device.c",
        "mm/migrate.c",
        "mm/hmm.c",
        "mm/huge_memory.c",
        "mm/memory-failure.c",
        "mm/truncate.c",
        "mm/rmap.c",
        "mm/filemap.c",
        "fs/inode.c",
        "fs/iomap/iter.c",
        "drivers/dax/super.c",
        "drivers/dax/device.c",
        "drivers/nvdimm/pmem.c",
        "drivers/pci/p2pdma.c",
        "drivers/base/devres.c",
        "lib/test_hmm.c",
        "virt/kvm/kvm_main.c",
        "include/linux/mm.h",
        "include/linux/memremap.h",
    ];
}
