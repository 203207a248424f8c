using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>
/// <c>struct inode</c>, <c>struct address_space</c> and <c>struct file</c> of a DAX file: one object of the model is
/// all three.
/// </summary>
internal static class FileBinding
{
    private const long RegularFile = 0x8000; // S_IFREG
    private const string Mapping = "struct address_space";

    private static readonly StructBinding s_inode = StructBinding.Of<DaxFile>(
        "struct inode",
        ("i_mapping", static (world, file) => Constant(file, "i_mapping", MappingOf(world, file))),
        ("i_flags", static (world, file) => Constant(file, "i_flags", Value.Of(world.Code.Number("S_DAX")))),
        ("i_mode", static (_, file) => Constant(file, "i_mode", Value.Of(RegularFile))),
        ("i_blkbits", static (_, file) => Constant(file, "i_blkbits", Value.Of(12)))
    ) with
    {
        Around =
        [
            ("struct ext4_inode_info", "vfs_inode", "i_mmap_sem", static (_, file) => MmapSem(file)),
            ("struct fuse_inode", "inode", "i_mmap_sem", static (_, file) => MmapSem(file)),
        ],
    };

    private static readonly StructBinding s_mapping = StructBinding.Of<DaxFile>(
        Mapping,
        ("host", static (world, file) => Constant(file, "host", InodeOf(world, file))),
        ("i_pages.xa_lock", static (_, file) => new LockField(file.PagesLock)),
        ("i_mmap.rb_root.rb_node", static (world, file) => new MappedField(world, file)),
        ("nrexceptional", static (_, file) => new CountedField($"{file.Name}->i_mapping->nrexceptional")),
        ("nrpages", static (_, file) => new CountedField($"{file.Name}->i_mapping->nrpages")),
        ("gfp_mask", static (_, file) => Constant(file, "gfp_mask", default))
    );

    private static readonly StructBinding s_file = StructBinding.Of<DaxFile>(
        "struct file",
        ("f_mapping", static (world, file) => Constant(file, "f_mapping", MappingOf(world, file))),
        ("f_mode", static (_, file) => Constant(file, "f_mode", default)),
        ("f_inode", static (world, file) => Constant(file, "f_inode", InodeOf(world, file)))
    );

    /// <summary>The address of a file's inode.</summary>
    public static Value InodeOf(TextWorld world, DaxFile file) => Value.To(world.Object(s_inode, file, file.Name));

    /// <summary>The address of its mapping.</summary>
    public static Value MappingOf(TextWorld world, DaxFile file) =>
        Value.To(world.Object(s_mapping, file, $"{file.Name}->i_mapping"));

    /// <summary>The address of its entries: <c>&amp;mapping->i_pages</c>.</summary>
    public static Value PagesOf(TextWorld world, DaxFile file) =>
        MappingOf(world, file) with
        {
            Number = WaitQueueBinding.Offset(world.Code, Mapping, "i_pages"),
        };

    /// <summary>The address of the open file.</summary>
    public static Value FileOf(TextWorld world, DaxFile file) =>
        Value.To(world.Object(s_file, file, $"struct file of {file.Name}"));

    // The lock against faults: since v5.15 that of the mapping.
    private static LockField MmapSem(object file) => new(((DaxFile)file).MmapSem);

    private static ConstantField Constant(DaxFile file, string member, Value value) =>
        new($"{file.Name}->{member}", value);

    // The tree of mappings: its root is NULL or some mapping.
    private sealed class MappedField(TextWorld world, DaxFile file) : CellField(file.Mapped)
    {
        protected override Value Decode(int word) => word == 0 ? default : InodeOf(world, file);
    }

    // A count that only statistics are made from: nobody who matters here reads it, so that changing it is no step.
    private sealed class CountedField(string name) : Field
    {
        public override string Name => name;

        public override Value? Constant => Value.Of(1);

        public override Routine<Value> Load(MemoryOrder order, bool isFollowed) => Routine<Value>.Of(Value.Of(1));

        public override Routine<Value> Store(Value value, MemoryOrder order) => Routine<Value>.Of(value);
    }
}
