namespace PgmapCheck.Model.Kernel;

/// <summary>File systems that break layouts.</summary>
public enum FileSystem
{
    /// <summary>fs/xfs, from v4.18.</summary>
    Xfs,

    /// <summary>fs/ext4, from v4.19.</summary>
    Ext4,
}
