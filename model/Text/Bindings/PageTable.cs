using System.Collections.Concurrent;
using Interleave.Memory;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>
/// The page tables of one mapping: upper levels that are always there, an entry of the second level for every two
/// pages, and one of the lowest for each page. Each level is a range of offsets.
/// </summary>
/// <param name="mapping">What is mapped.</param>
internal sealed class PageTable(MappedMemory mapping) : MemoryObject
{
    /// <summary>Where the mapping begins in its process.</summary>
    public const long Start = 0x1000_0000;

    private const long Level = 0x1000;
    private const long Second = 3 * Level;
    private const long Lowest = 4 * Level;
    private const int PageShift = 12;

    private readonly ConcurrentDictionary<long, Field> _fields = [];

    /// <summary>What is mapped.</summary>
    public MappedMemory Mapping { get; } = mapping;

    /// <inheritdoc/>
    public override string Name => Mapping.Name + "'s page table";

    /// <summary>The address of the entry of an upper level, 0 for the first, that an address is under.</summary>
    public Value Upper(int level) => Value.To(this, level * Level);

    /// <summary>The address of an address's entry of the second level: it is for two pages.</summary>
    public Value SecondOf(long address) => Value.To(this, Second + (8 * (IndexOf(address) / 2)));

    /// <summary>The address of an address's entry of the lowest level.</summary>
    public Value LowestOf(long address) => Value.To(this, Lowest + (8 * IndexOf(address)));

    /// <summary>What an entry is that leads to the next level: no other table's is the same.</summary>
    public long Link => ((0x100_0000L + Mapping.Number) << PageShift) | Pte.Table;

    /// <summary>Which page an address is of.</summary>
    /// <exception cref="MeaninglessException">It is outside of the mapping.</exception>
    public int IndexOf(long address) =>
        address >= Start && (address - Start) >> PageShift < Mapping.Length
            ? (int)((address - Start) >> PageShift)
            : throw new MeaninglessException($"the address {address:x} is outside of {Mapping.Name}");

    /// <inheritdoc/>
    public override Field FieldAt(TextContext context, long offset, int bytes) =>
        _fields.TryGetValue(offset, out var known) ? known : _fields.GetOrAdd(offset, Make(offset));

    private Field Make(long offset) =>
        offset >= Lowest && (offset - Lowest) / 8 < Mapping.Length ? Mapping.Lowest((int)(offset - Lowest) / 8)
        : offset >= Second && offset < Lowest ? Mapping.Second(2 * (int)(offset - Second) / 8, Value.Of(Link))
        : offset is >= 0 and < Second ? new ConstantField(Name, Value.Of(Link))
        : throw new MeaninglessException($"no entry is at {Describe(offset)}");
}

/// <summary>The bits of page table entries (arch/x86/include/asm/pgtable_types.h).</summary>
internal static class Pte
{
    /// <summary>_PAGE_PRESENT, _PAGE_RW, _PAGE_USER, _PAGE_ACCESSED and _PAGE_DIRTY: an ordinary page, or a
    /// table.</summary>
    public const long Table = 0x67;

    /// <summary>_PAGE_RW.</summary>
    public const long Writable = 2;

    /// <summary>_PAGE_PSE: an entry of the second level that maps pages.</summary>
    public const long Huge = 0x80;

    /// <summary>_PAGE_SPECIAL: the zero page, where a file has a hole.</summary>
    public const long Special = 0x200;

    private const long FrameMask = ((1L << 52) - 1) & ~0xfffL;

    /// <summary>_PAGE_SPECIAL and _PAGE_DEVMAP, which is not the same bit in all trees: a page of device memory. Trees
    /// without that bit map it as any page.</summary>
    public static long DeviceIn(TextCode code) =>
        code.Program.Number("_PAGE_DEVMAP") is { } devmap ? Special | devmap : 0;

    /// <summary>_PAGE_PRESENT.</summary>
    public static bool IsPresent(long entry) => (entry & 1) != 0;

    /// <summary>The page frame number of an entry.</summary>
    public static long FrameOf(long entry) => (entry & FrameMask) >> 12;

    /// <summary>All other bits.</summary>
    public static long FlagsOf(long entry) => entry & ~FrameMask;

    /// <summary>An entry.</summary>
    public static long Of(long frame, long flags) => (frame << 12) | flags;
}

/// <summary>Something that a process has mapped.</summary>
/// <param name="World">The kernel.</param>
internal abstract record MappedMemory(TextWorld World) : Interleave.Routines.IImmutable
{
    /// <summary>What traces call it.</summary>
    public abstract string Name { get; }

    /// <summary>A number of its own, from 1.</summary>
    public abstract int Number { get; }

    /// <summary>How many pages the mapping has.</summary>
    public abstract int Length { get; }

    /// <summary>Protects its page table entries.</summary>
    public abstract Mutex Lock { get; }

    /// <summary>The entry of the lowest level for a page.</summary>
    public abstract Field Lowest(int index);

    /// <summary>The entry of the second level for a page: usually a link.</summary>
    public virtual Field Second(int index, Value link) => new ConstantField($"pmd of {Name}", link);
}
