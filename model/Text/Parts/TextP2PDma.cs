using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.P2PDma;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Parts;

/// <summary><c>pci_alloc_p2pmem</c> and <c>pci_free_p2pmem</c> from the text.</summary>
public sealed record TextP2PDma : P2PDmaForm
{
    /// <summary>Mapping the memory is as the base has it.</summary>
    public TextP2PDma(P2PDmaForm hand)
        : base(hand) { }

    /// <inheritdoc/>
    public override async Routine<Page?> Alloc(Linux linux, P2PDevice device)
    {
        var address = await linux.Text.Call(
            "pci_alloc_p2pmem",
            null,
            [P2PDmaBinding.Of(linux.Text, device), Value.Of(4096)]
        );
        return (address.Object as BoundObject)?.Subject as Page;
    }

    /// <inheritdoc/>
    public override Routine Free(P2PDevice device, Page page)
    {
        var world = device.Pgmap.Ref.Linux.Text;
        return world.Run(
            "pci_free_p2pmem",
            null,
            [P2PDmaBinding.Of(world, device), PageBinding.Of(world, page), Value.Of(4096)]
        );
    }
}
