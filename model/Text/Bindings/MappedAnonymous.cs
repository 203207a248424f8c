using Interleave.Memory;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>Anonymous memory of a process: one page, which may be a device's.</summary>
/// <param name="World">The kernel.</param>
/// <param name="Mm">The process.</param>
internal sealed record MappedAnonymous(TextWorld World, AddressSpace Mm) : MappedMemory(World)
{
    private const int FirstNumber = 0x100;
    private const int TypeShift = 58; // of swp_entry_t

    /// <inheritdoc/>
    public override string Name => Mm.Name;

    /// <inheritdoc/>
    public override int Number => FirstNumber + Mm.Number;

    /// <inheritdoc/>
    public override int Length => 1;

    /// <inheritdoc/>
    public override Mutex Lock => Mm.PageTableLock;

    /// <inheritdoc/>
    public override Field Lowest(int index) => new EntryField(this);

    /// <summary>
    /// The <c>swp_entry_t</c> of a page table entry that is not present. The two are the same number but for the place
    /// of the page frame
    /// number, which leaves all bits clear that say something of an entry.
    /// </summary>
    public static long ToSwap(long entry) => (entry & (31L << TypeShift)) | Pte.FrameOf(entry);

    /// <summary>The page table entry of a <c>swp_entry_t</c>.</summary>
    public static long FromSwap(long swap) => (swap & (31L << TypeShift)) | ((swap & ((1L << 40) - 1)) << 12);

    /// <summary>What the page table has for a word of the model.</summary>
    public Value Decode(int word)
    {
        if (word == 0)
        {
            return default;
        }

        long frame = PgmapBinding.PfnOf(Mm.PageOf(word));
        return Value.Of(
            AddressSpace.KindOf(word) switch
            {
                PteKind.Present => Pte.Of(frame, Pte.Table),
                PteKind.Migration => Pte.Of(frame, World.Code.Number("SWP_MIGRATION_WRITE") << TypeShift),
                _ => Pte.Of(frame, World.Code.Number("SWP_DEVICE_WRITE") << TypeShift),
            }
        );
    }

    private sealed class EntryField(MappedAnonymous mapped) : CellField(mapped.Mm.Entry)
    {
        private TextCode Code => mapped.World.Code;

        protected override Value Decode(int word) => mapped.Decode(word);

        protected override int Encode(Value value)
        {
            if (value == default || value.IsAddress)
            {
                return base.Encode(value);
            }

            var page = PgmapBinding.WithFrame(mapped.World.Linux, Pte.FrameOf(value.Number));
            var type = (value.Number >> TypeShift) & 31;
            return (value.Number & 1) != 0 ? AddressSpace.Encode(page, PteKind.Present)
                : type == Code.Number("SWP_DEVICE_WRITE") ? AddressSpace.Encode(page, PteKind.DevicePrivate)
                : type == Code.Number("SWP_MIGRATION_WRITE") ? AddressSpace.Encode(page, PteKind.Migration)
                : throw new MeaninglessException($"{Name} cannot be a swap entry of type {type}");
        }
    }
}
