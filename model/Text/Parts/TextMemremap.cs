using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Text.Bindings;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>devm_memremap_pages</c> and <c>memunmap_pages</c> from the text.</summary>
public sealed record TextMemremap : MemremapForm
{
    private readonly string _unmap;

    /// <summary>What drivers do around them is what the base says.</summary>
    /// <param name="hand">The form of the base.</param>
    /// <param name="unmap">What <c>memunmap_pages</c> is called in the tree.</param>
    public TextMemremap(MemremapForm hand, string unmap)
        : base(hand) => _unmap = unmap;

    /// <inheritdoc/>
    public override async Routine<bool> Map(Linux linux, Device device, Pgmap pgmap)
    {
        if (Owns(pgmap) && !SetsPointer(pgmap) && !PgmapBinding.RefIsWithin(linux.Text.Code))
        {
            await pgmap.RefPointer.Store(0, MemoryOrder.Plain); // as the driver has allocated it
        }

        var mapped = await linux.Text.Call(
            "devm_memremap_pages",
            null,
            [DeviceBinding.Of(linux.Text, device), PgmapBinding.Of(linux.Text, pgmap)],
            new SetUp(pgmap, device)
        );
        return mapped is { IsAddress: true } or { Number: >= 0 or < -4095 };
    }

    /// <inheritdoc/>
    protected override Routine Release(Linux linux, Pgmap pgmap) =>
        linux.Text.Run(_unmap, null, [PgmapBinding.Of(linux.Text, pgmap)], new SetUp(pgmap, null));
}
