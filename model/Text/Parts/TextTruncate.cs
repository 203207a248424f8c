using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Layouts;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary>
/// <c>truncate_folio_batch_exceptionals</c> from the text, for batches of one entry. Finding the entries is as by hand,
/// and so is what the
/// file systems do around it.
/// </summary>
public sealed record TextTruncate : TruncateForm
{
    private const string Batch = "struct folio_batch";

    /// <summary>Everything else is as the base has it.</summary>
    public TextTruncate(TruncateForm hand)
        : base(hand) { }

    /// <inheritdoc/>
    protected override async Routine TruncatePages(Linux linux, TaskStruct current, DaxFile file, int first, int last)
    {
        for (var i = file.HeadOf(first); i <= last; i += file.PagesPerEntry)
        {
            var entry = await file.Entries[i].Load();
            if (entry != 0)
            {
                await Delete(linux.Text, current, file, i, entry);
            }
        }
    }

    private static async Routine Delete(TextWorld world, TaskStruct current, DaxFile file, int index, int entry)
    {
        var (batch, indices) = (new StackObject(0, "fbatch"), new StackObject(1, "indices"));
        var memory = ThreadMemory
            .Empty.Push(2)
            .Store(batch, At("nr"), 1, Value.Of(1))
            .Store(batch, At("folios"), 8, DaxEntryField.Decode(world, entry))
            .Store(indices, 0, 8, Value.Of(index));
        await world.Call(
            "truncate_folio_batch_exceptionals",
            current,
            [FileBinding.MappingOf(world, file), Value.To(batch), Value.To(indices)],
            memory: memory
        );

        long At(string member) => WaitQueueBinding.Offset(world.Code, Batch, member);
    }
}
