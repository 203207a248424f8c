using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>A DAX file, mapped by one process.</summary>
/// <param name="World">The kernel.</param>
/// <param name="File">Which.</param>
internal sealed record MappedFile(TextWorld World, DaxFile File) : MappedMemory(World)
{
    // Private copies are pages that the model has no object for.
    private const long FirstCopy = 1L << 30;

    /// <inheritdoc/>
    public override string Name => File.Name;

    /// <inheritdoc/>
    public override int Number => File.Number;

    /// <inheritdoc/>
    public override int Length => File.Pages.Length;

    /// <inheritdoc/>
    public override Mutex Lock => File.PageTableLock;

    /// <summary>The zero page of a file with holes, if a page frame number is its.</summary>
    public static Page? ZeroPageAt(Linux linux, long frame)
    {
        for (var i = 0; i < linux.Files.Count; i++)
        {
            if (linux.Files[i].ZeroPage is { } zero && PgmapBinding.PfnOf(zero) == frame)
            {
                return zero;
            }
        }

        return null;
    }

    /// <summary>The private copy that has a page frame number; null if none has.</summary>
    public static PrivateCopy? CopyAt(Linux linux, long frame) =>
        frame >= FirstCopy
            ? new PrivateCopy(linux.Files[(int)((frame - FirstCopy) >> 8)], (int)((frame - FirstCopy) & 255))
            : null;

    /// <inheritdoc/>
    public override Field Lowest(int index) =>
        File.PagesPerEntry == 1 ? new EntryField(this, index, Pte.Table) : new ConstantField($"pte of {Name}", default);

    /// <inheritdoc/>
    public override Field Second(int index, Value link) =>
        File.PagesPerEntry == 1 ? base.Second(index, link)
        : File.PagesPerEntry == 2 ? new EntryField(this, index, Pte.Table | Pte.Huge)
        : throw new MeaninglessException($"a huge entry of {File.Name} maps {File.PagesPerEntry} pages");

    private long CopyOf(int index) => FirstCopy + ((File.Number - 1) << 8) + index;

    private sealed class EntryField(MappedFile mapped, int index, long flags) : CellField(mapped.File.Ptes[index])
    {
        private DaxFile File => mapped.File;

        private long Mapped => Pte.Of(PgmapBinding.PfnOf(File.Pages[index]), flags | Pte.DeviceIn(mapped.World.Code));

        protected override Value Decode(int word) =>
            word switch
            {
                0 => default,
                DaxFile.FilePage => Value.Of(Mapped),
                DaxFile.ZeroPte when File.ZeroPage is { } zero => Value.Of(
                    Pte.Of(PgmapBinding.PfnOf(zero), (flags | Pte.Special) & ~Pte.Writable)
                ),
                DaxFile.PrivateCopy => Value.Of(Pte.Of(mapped.CopyOf(index), flags)),
                _ => throw new MeaninglessException($"{Name} is {word}"),
            };

        protected override int Encode(Value value)
        {
            var frame = Pte.FrameOf(value.Number);
            return value == default ? 0
                : value.IsAddress ? base.Encode(value)
                : frame == PgmapBinding.PfnOf(File.Pages[index]) ? DaxFile.FilePage
                : frame == mapped.CopyOf(index) ? DaxFile.PrivateCopy
                : ZeroPageAt(mapped.World.Linux, frame) is not null ? DaxFile.ZeroPte
                : throw new MeaninglessException($"{Name} cannot map the page frame {frame}");
        }

        public override Routine<Value> Exchange(Value value, MemoryOrder order) =>
            value == default ? Clear() : base.Exchange(value, order);

        // ptep_get_and_clear: the flush that follows interrupts the CPUs that may have the entry.
        private async Routine<Value> Clear() => Decode(await Cell.Exchange(0, MemoryOrder.Full));
    }
}

/// <summary>A private copy of a page of a file.</summary>
/// <param name="File">Whose.</param>
/// <param name="Index">Of which page.</param>
internal sealed record PrivateCopy(DaxFile File, int Index) : IImmutable;
