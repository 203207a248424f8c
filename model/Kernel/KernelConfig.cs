namespace PgmapCheck.Model.Kernel;

/// <summary>The options of a kernel's configuration that change the protocol.</summary>
public sealed record KernelConfig
{
    /// <summary><c>CONFIG_ZONE_DEVICE</c>: there are device pages at all.</summary>
    public bool ZoneDevice { get; init; } = true;

    /// <summary><c>CONFIG_DEV_PAGEMAP_OPS</c>: <c>put_page</c> looks at device pages.</summary>
    public bool DevPagemapOps { get; init; } = true;

    /// <summary><c>CONFIG_DEVICE_PRIVATE</c>: processes can have memory on a device that the CPU does not
    /// reach.</summary>
    public bool DevicePrivate { get; init; } = true;

    /// <summary><c>CONFIG_FS_DAX_LIMITED</c>: DAX without device pages, so without direct I/O to them (s390).</summary>
    public bool FsDaxLimited { get; init; }
}
