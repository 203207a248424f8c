using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Text.Bindings;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>free_zone_device_page</c> from the text; how pages are counted is what the base says.</summary>
/// <param name="hand">The form of the base.</param>
/// <param name="free">What the function is called in the tree.</param>
public sealed class TextDevicePages(DevicePagesForm hand, string free) : DevicePagesForm
{
    private readonly DevicePagesForm _hand = hand;
    private readonly string _free = free;

    /// <inheritdoc/>
    public override bool ClearsMapping => _hand.ClearsMapping;

    /// <inheritdoc/>
    public override int FreeCount(MemoryType type) => _hand.FreeCount(type);

    /// <inheritdoc/>
    public override int IdleAt(MemoryType type) => _hand.IdleAt(type);

    /// <inheritdoc/>
    public override bool TellsWhenIdle(MemoryType type) => _hand.TellsWhenIdle(type);

    /// <inheritdoc/>
    public override bool UsesKey(MemoryType type) => _hand.UsesKey(type);

    /// <inheritdoc/>
    public override bool HoldsPagemap(MemoryType type) => _hand.HoldsPagemap(type);

    /// <inheritdoc/>
    public override bool HoldsPagemapInUse(MemoryType type) => _hand.HoldsPagemapInUse(type);

    /// <inheritdoc/>
    public override bool CountsMappings(MemoryType type) => _hand.CountsMappings(type);

    /// <inheritdoc/>
    public override Routine HandOut(Linux linux, Pgmap pgmap, Page page) => _hand.HandOut(linux, pgmap, page);

    /// <inheritdoc/>
    public override Routine<bool> Use(Linux linux, Pgmap pgmap, Page page) => _hand.Use(linux, pgmap, page);

    /// <inheritdoc/>
    public override Routine Free(Linux linux, Pgmap pgmap, Page page) =>
        linux.Text.Run(_free, null, [PageBinding.Of(linux.Text, page)]);
}
