namespace PgmapCheck.Model.Protocol.MigrateVma;

/// <summary>What a thread that meets a migration entry holds while it waits.</summary>
public enum MigrationWait
{
    /// <summary>Up to v4.20: a reference to the page that is moved.</summary>
    KeepsReference,

    /// <summary>v5.0 to v5.16 (9a1ea439b16b): it drops the reference once it is in the wait queue.</summary>
    DropsReference,

    /// <summary>v5.17 (ffa65753c431): none, because whoever moves the page holds it until the entry is gone.</summary>
    TakesNoReference,
}
