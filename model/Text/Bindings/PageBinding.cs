using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary><c>struct page</c>, and <c>struct folio</c>, whose members lie at the same offsets.</summary>
internal static class PageBinding
{
    private static readonly StructBinding s_binding = StructBinding.Of<Page>(
        "struct page",
        ("_refcount", static (_, page) => new PageCountField(page)),
        (
            "pgmap",
            static (world, page) => new ConstantField(page.Owner.Name, PgmapBinding.Of(world, page.Pgmap), page.Owner)
        ),
        (
            "mapping",
            static (world, page) => page.Pgmap is null ? OfOrdinary(world, page) : new MappingField(world, page)
        ),
        ("index", static (_, page) => new CellField(page.Index)),
        ("_mapcount", static (_, page) => new CellField(page.MapCount)),
        // Orders of large pages; zone_device_page_init clears them since v7.0.
        ("flags.f", static (_, page) => new IgnoredField($"{page.Name}->flags"))
    ) with
    {
        Around = [("struct folio", "__page_1", "_nr_pages", static (_, page) => new IgnoredField("folio->_nr_pages"))],
        Twin = "struct folio", // which has the page map since v6.13
    };

    // Nothing of a private copy is looked at.
    private static readonly StructBinding s_copy = StructBinding.Of<PrivateCopy>("struct page");

    // Nothing of it is looked at either.
    private static readonly StructBinding s_first = StructBinding.Of<Linux>("struct page");

    /// <summary>The address of the page of frame 0, which every machine has and no scenario uses: an entry that has no
    /// page is taken for its, before fs/dax.c sees that it has none.</summary>
    public static Value First(TextWorld world) => Value.To(world.Object(s_first, world.Linux, "the page of frame 0"));

    /// <summary>The address of a page; NULL for null.</summary>
    public static Value Of(TextWorld world, Page? page) =>
        page is null ? default : Value.To(world.Object(s_binding, page, page.Name));

    /// <summary>The address of the page of a page frame number.</summary>
    /// <exception cref="MeaninglessException">No page has it.</exception>
    public static Value At(TextWorld world, int frame) =>
        MappedFile.CopyAt(world.Linux, frame) is { } copy
            ? Value.To(world.Object(s_copy, copy, $"copy of {copy.File.Pages[copy.Index].Name}"))
            : Of(world, PgmapBinding.WithFrame(world.Linux, frame));

    /// <summary>The address of its count.</summary>
    public static Value CountOf(TextWorld world, Page page) =>
        Of(world, page) with
        {
            Number = WaitQueueBinding.Offset(world.Code, "struct page", "_refcount"),
        };

    private const int Anonymous = 1; // PAGE_MAPPING_ANON
    private const int Shift = 2;

    // Ordinary memory is one process's from the beginning, and stays it.
    private static ConstantField OfOrdinary(TextWorld world, Page page)
    {
        for (var i = 0; i < world.Linux.AddressSpaces.Count; i++)
        {
            if (world.Linux.AddressSpaces[i].Ram.Contains(page))
            {
                return new($"{page.Name}->mapping", Value.Of(((i + 1L) << Shift) | Anonymous), page.Owner);
            }
        }

        return new($"{page.Name}->mapping", default, page.Owner);
    }

    /// <summary>Who waits for a page to become idle waits for its count; since v6.15 for its folio.</summary>
    public static bool IsWaitedFor(TextWorld world, Page page, Value var) => var == WaitedFor(world, page);

    /// <summary>The address that they wait for in this tree.</summary>
    public static Value WaitedFor(TextWorld world, Page page) =>
        world.Code.Has("wait_page_idle") ? Of(world, page) : CountOf(world, page);

    // The file of an FS_DAX page; of private memory the process, with the bit of anonymous memory.
    private sealed class MappingField(TextWorld world, Page page) : CellField(page.Mapping)
    {
        private bool IsFile => page.Pgmap is { Type: MemoryType.FsDax };

        protected override Value Decode(int word) =>
            word == 0 ? default
            : IsFile ? FileBinding.MappingOf(world, world.Linux.Files[word - 1])
            : Value.Of(((long)word << Shift) | Anonymous);

        protected override int Encode(Value value) =>
            IsFile && value is { Object: BoundObject { Subject: DaxFile file }, Number: 0 } ? file.Number
            : value == default ? 0
            : !IsFile && !value.IsAddress && (value.Number & Anonymous) != 0 ? (int)(value.Number >> Shift)
            : throw new MeaninglessException($"{Name} cannot be {value}");
    }

    // Taking references off is what makes a page idle: that is noted where the count is.
    private sealed class PageCountField(Page page) : CellField(page.RefCount.Cell)
    {
        public override Routine<Value> Add(long delta, MemoryOrder order) =>
            delta < 0 ? Subtract(page, Encode(Value.Of(-delta)), order) : base.Add(delta, order);

        private static async Routine<Value> Subtract(Page page, int references, MemoryOrder order) =>
            Value.Of(await page.SubReturn(references, order));
    }
}
