using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Text.Bindings;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>devm_memremap_pages</c> and <c>memunmap_pages</c> from the text.</summary>
public sealed record TextMemremap : MemremapForm
{
    /// <summary>What drivers do around them is what the base says.</summary>
    public TextMemremap(MemremapForm hand)
        : base(hand) { }

    /// <inheritdoc/>
    public override async Routine<bool> Map(Linux linux, Device device, Pgmap pgmap)
    {
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
        linux.Text.Run("memunmap_pages", null, [PgmapBinding.Of(linux.Text, pgmap)], new SetUp(pgmap, null));
}
