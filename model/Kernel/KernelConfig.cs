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

/// <summary>What a scenario's machine is like when the first thread starts.</summary>
public sealed record Hardware
{
    /// <summary>True if the count of any page may be so high that <c>get_user_pages</c> refuses it.</summary>
    public bool HasFullCounts { get; init; }

    /// <summary>True if the scenario misuses the kernel, which is then right to warn: its warnings are not
    /// violations.</summary>
    public bool DeservesWarnings { get; init; }

    /// <summary>True if all variables hash to one wait queue, as any two may.</summary>
    public bool OneWaitQueue { get; init; }
}
