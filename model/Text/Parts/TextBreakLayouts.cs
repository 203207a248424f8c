using System.Collections.Immutable;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Layouts;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>xfs_break_layouts</c>, <c>ext4_break_layouts</c> and <c>fuse_dax_break_layouts</c> from the
/// text.</summary>
public sealed record TextBreakLayouts : BreakLayoutsForm
{
    private readonly ImmutableArray<FileSystem> _fileSystems;

    /// <summary>What no file system's text has is what the base says.</summary>
    /// <param name="hand">The form of the base.</param>
    /// <param name="fileSystems">Whose functions the tree has.</param>
    public TextBreakLayouts(BreakLayoutsForm hand, ImmutableArray<FileSystem> fileSystems)
        : base(hand) => _fileSystems = fileSystems;

    /// <summary>Callers that truncate pass no range: the functions of xfs and ext4 take none. That of fuse gets what
    /// the base says.</summary>
    public override Routine Break(Linux linux, TaskStruct current, DaxFile file, int first, int last)
    {
        var inode = FileBinding.InodeOf(linux.Text, file);
        return file.FileSystem switch
        {
            var other when !_fileSystems.Contains(other) => base.Break(linux, current, file, first, last),
            FileSystem.Xfs => BreakXfs(linux, current, inode),
            FileSystem.Ext4 => linux.Text.Run("ext4_break_layouts", current, [inode]),
            FileSystem.Fuse => linux.Text.Run(
                "fuse_dax_break_layouts",
                current,
                [inode, default, Value.Of(FuseCoversTheFile ? -1 : 0)]
            ),
            _ => base.Break(linux, current, file, first, last),
        };
    }

    private static Routine BreakXfs(Linux linux, TaskStruct current, Value inode)
    {
        var lockFlags = new StackObject(0, "iolock");
        var memory = ThreadMemory
            .Empty.Push(1)
            .Store(lockFlags, 0, 4, Value.Of(linux.Text.Code.Number("XFS_MMAPLOCK_EXCL")));
        var reason = Value.Of(linux.Text.Code.Number("BREAK_UNMAP"));
        return linux.Text.Run("xfs_break_layouts", current, [inode, Value.To(lockFlags), reason], memory: memory);
    }
}
