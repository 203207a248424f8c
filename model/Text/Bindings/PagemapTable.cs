using Interleave.Routines;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary><c>pgmap_array</c>, before v4.20 <c>pgmap_radix</c>: its entries are
/// <see cref="Kernel.Pgmap.Slot"/>.</summary>
internal sealed class PagemapTable : IImmutable
{
    /// <summary>Nothing of it is looked at by member.</summary>
    public static StructBinding Binding { get; } = new("pgmap_array", []);
}
