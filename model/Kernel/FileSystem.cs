namespace PgmapCheck.Model.Kernel;

/// <summary>File systems with DAX files.</summary>
public enum FileSystem
{
    /// <summary>fs/xfs, from v4.18.</summary>
    Xfs,

    /// <summary>fs/ext4, from v4.19.</summary>
    Ext4,

    /// <summary>fs/ext2, which never broke layouts; v6.15 took DAX out of it.</summary>
    Ext2,

    /// <summary>fs/fuse over virtio-fs, from v5.10: the device is memory of the host.</summary>
    Fuse,
}
