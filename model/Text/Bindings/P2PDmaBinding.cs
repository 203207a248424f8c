using PgmapCheck.Model.Protocol.P2PDma;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary>
/// <c>struct pci_dev</c> of a device with peer-to-peer memory, what p2pdma.c keeps for it, and its pool, whose bitmap
/// is the driver's books
/// of the pages.
/// </summary>
internal static class P2PDmaBinding
{
    private static readonly StructBinding s_pool = StructBinding.Of<P2PDevice>("struct gen_pool");

    private static readonly StructBinding s_p2pdma = StructBinding.Of<P2PDevice>(
        "struct pci_p2pdma",
        (
            "pool",
            static (world, d) => new ConstantField("p2pdma->pool", Value.To(world.Object(s_pool, d, "p2pdma pool")))
        )
    );

    private static readonly StructBinding s_device = StructBinding.Of<P2PDevice>(
        "struct pci_dev",
        (
            "p2pdma",
            static (world, d) => new ConstantField("pdev->p2pdma", Value.To(world.Object(s_p2pdma, d, "p2pdma")))
        )
    );

    /// <summary>The address of the device.</summary>
    public static Value Of(TextWorld world, P2PDevice device) => Value.To(world.Object(s_device, device, "pdev"));
}
