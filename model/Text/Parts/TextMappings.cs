using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.DaxFiles;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary>
/// <c>zap_pte_range</c> from the text, called for the entries of one mapping: what walks the tree of mappings and the
/// upper levels around it is left out. Huge entries are as the base has them.
/// </summary>
/// <param name="hand">The form of the base.</param>
public sealed class TextMappings(MappingsForm hand) : MappingsForm
{
    private readonly MappingsForm _hand = hand;

    /// <inheritdoc/>
    public override Routine<bool> Insert(Linux linux, DaxFile file, int index) => _hand.Insert(linux, file, index);

    /// <inheritdoc/>
    public override Routine Zap(Linux linux, DaxFile file, int index, bool evenCows) =>
        file.PagesPerEntry == 1
            ? ZapPage(linux.Text, new MappedFile(linux.Text, file), index, evenCows)
            : _hand.Zap(linux, file, index, evenCows);

    /// <inheritdoc/>
    public override Routine CopyMapped(Linux linux, DaxFile file, int index) => _hand.CopyMapped(linux, file, index);

    private static Routine ZapPage(TextWorld world, MappedFile mapped, int index, bool evenCows)
    {
        var (gather, details) = (new StackObject(0, "tlb"), new StackObject(1, "details"));
        var memory = ThreadMemory
            .Empty.Push(2)
            .Zero(gather, 0, SizeOf(world, "struct mmu_gather"))
            .Store(gather, At("struct mmu_gather", "mm"), 8, ProcessBinding.MmOf(world, mapped))
            .Zero(details, 0, SizeOf(world, "struct zap_details"))
            .Store(details, At("struct zap_details", "even_cows"), 1, Value.Of(evenCows));
        var address = PageTable.Start + ((long)index << 12);
        return world.Run(
            "zap_pte_range",
            null,
            [
                Value.To(gather),
                ProcessBinding.VmaOf(world, mapped),
                world.PageTable(mapped).SecondOf(address),
                Value.Of(address),
                Value.Of(address + 4096),
                Value.To(details),
            ],
            memory: memory
        );

        long At(string of, string member) => WaitQueueBinding.Offset(world.Code, of, member);
    }

    private static long SizeOf(TextWorld world, string of) =>
        WaitQueueBinding.LayoutOf(world.Code, of)?.Size ?? throw new MeaninglessException($"the tree has no {of}");
}
