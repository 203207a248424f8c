using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Bindings;

/// <summary><c>struct device</c>: nothing of it is looked at by member.</summary>
internal static class DeviceBinding
{
    private static readonly StructBinding s_binding = StructBinding.Of<Device>("struct device");

    /// <summary>The address of a device.</summary>
    public static Value Of(TextWorld world, Device device) => Value.To(world.Object(s_binding, device, device.Name));
}
