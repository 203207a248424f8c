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
        ("mapping", static (_, page) => new CellField(page.Mapping)),
        ("_mapcount", static (_, page) => new CellField(page.MapCount))
    );

    /// <summary>The address of a page; NULL for null.</summary>
    public static Value Of(TextWorld world, Page? page) =>
        page is null ? default : Value.To(world.Object(s_binding, page, page.Name));

    // Taking references off is what makes a page idle: that is noted where the count is.
    private sealed class PageCountField(Page page) : CellField(page.RefCount.Cell)
    {
        public override Routine<Value> Add(long delta, MemoryOrder order) =>
            delta < 0 ? Subtract(page, Encode(Value.Of(-delta)), order) : base.Add(delta, order);

        private static async Routine<Value> Subtract(Page page, int references, MemoryOrder order) =>
            Value.Of(await page.SubReturn(references, order));
    }
}
