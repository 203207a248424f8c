namespace PgmapCheck.Plain.Kernel;

/// <summary><c>enum memory_type</c> (include/linux/memremap.h).</summary>
public enum MemoryType
{
    /// <summary><c>MEMORY_DEVICE_FS_DAX</c>.</summary>
    FsDax,

    /// <summary><c>MEMORY_DEVICE_PRIVATE</c>.</summary>
    Private,

    /// <summary>Nobody is told when a page is idle: device-dax.</summary>
    Unmanaged,
}
