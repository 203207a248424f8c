namespace PgmapCheck.Model.Kernel;

/// <summary><c>enum memory_type</c> (include/linux/memremap.h @ v4.18).</summary>
public enum MemoryType
{
    /// <summary>0: a page map whose pages need no callback, as device-dax's.</summary>
    Unmanaged,

    /// <summary>MEMORY_DEVICE_PRIVATE: device memory that the CPU cannot reach.</summary>
    Private,

    /// <summary>MEMORY_DEVICE_PUBLIC: device memory that both can reach.</summary>
    Public,

    /// <summary>MEMORY_DEVICE_FS_DAX: persistent memory under a file system.</summary>
    FsDax,

    /// <summary>MEMORY_DEVICE_PCI_P2PDMA (v4.20): a PCI device's memory that other devices may reach.</summary>
    P2PDma,
}
