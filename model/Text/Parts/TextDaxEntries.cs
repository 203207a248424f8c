using Interleave.Routines;
using KernelText.Types;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>grab_mapping_entry</c>, <c>dax_unlock_entry</c> and what else locks entries of DAX files
/// (fs/dax.c).</summary>
public sealed record TextDaxEntries : DaxEntriesForm
{
    private readonly string _lockPage;

    /// <summary>What walks over entries under a lock that it has taken itself stays as it is by hand.</summary>
    /// <param name="hand">The form of the base.</param>
    /// <param name="lockPage">What <c>dax_lock_page</c> is called in the tree.</param>
    public TextDaxEntries(DaxEntriesForm hand, string lockPage)
        : base(hand) => _lockPage = lockPage;

    /// <inheritdoc/>
    public override async Routine<int> Grab(TaskStruct current, DaxFile file, int index)
    {
        var world = current.Linux.Text;
        var order = file.PagesPerEntry > 1 ? (int)world.Code.Number("PMD_SHIFT") - 12 : 0;
        var state = new StackObject(0, "xas");
        var memory = XArrayState.SetUp(world, ThreadMemory.Empty.Push(1), state, file, file.HeadOf(index), order);
        var entry = await world.Call(
            "grab_mapping_entry",
            current,
            [Value.To(state), FileBinding.MappingOf(world, file), Value.Of(order)],
            memory: memory
        );
        return DaxEntryField.Encode(world, entry);
    }

    /// <inheritdoc/>
    public override async Routine Unlock(DaxFile file, int index, int entry)
    {
        var world = file.Linux.Text;
        var state = new StackObject(0, "xas");
        await world.Call(
            "dax_unlock_entry",
            null,
            [Value.To(state), DaxEntryField.Decode(world, entry)],
            memory: XArrayState.SetUp(world, ThreadMemory.Empty.Push(1), state, file, file.HeadOf(index), 0)
        );
    }

    /// <summary><c>dax_writeback_mapping_range</c>, for one index.</summary>
    public override Routine Writeback(Linux linux, TaskStruct current, DaxFile file, int index)
    {
        var world = linux.Text;
        if (
            world.Code.Function("dax_writeback_mapping_range").Flow.Parameters[1].Type is PointerType
            {
                Target: RecordType { Name: "struct block_device" }
            }
        )
        {
            return base.Writeback(linux, current, file, index); // up to v5.6 it looks the DAX device up by that
        }

        var control = new StackObject(0, "wbc");
        var memory = ThreadMemory
            .Empty.Push(1)
            .Store(control, At("range_start"), 8, Value.Of((long)index << 12))
            .Store(control, At("range_end"), 8, Value.Of(((long)(index + 1) << 12) - 1))
            .Store(control, At("sync_mode"), 4, Value.Of(world.Code.Number("WB_SYNC_ALL")));
        return world.Run(
            "dax_writeback_mapping_range",
            current,
            [FileBinding.MappingOf(world, file), default, Value.To(control)],
            memory: memory
        );

        long At(string member) => WaitQueueBinding.Offset(world.Code, "struct writeback_control", member);
    }

    /// <inheritdoc/>
    public override async Routine<bool> Invalidate(Linux linux, TaskStruct current, DaxFile file, int index) =>
        (
            await linux.Text.Call(
                "__dax_invalidate_entry",
                current,
                [FileBinding.MappingOf(linux.Text, file), Value.Of(index), Value.Of(1)]
            )
        ).IsTrue;

    /// <inheritdoc/>
    public override Routine Delete(Linux linux, TaskStruct current, DaxFile file, int index) =>
        linux.Text.Run("dax_delete_mapping_entry", current, [FileBinding.MappingOf(linux.Text, file), Value.Of(index)]);

    /// <inheritdoc/>
    public override async Routine<int> LockPage(TaskStruct current, DaxFile file, int index)
    {
        var world = current.Linux.Text;
        var cookie = await world.Call(_lockPage, current, [PageBinding.Of(world, file.Pages[index])]);
        return DaxEntryField.Encode(world, cookie);
    }
}
