namespace PgmapCheck.Model.Kernel;

/// <summary>What a page table entry of anonymous memory is (include/linux/swapops.h @ v4.14).</summary>
public enum PteKind
{
    /// <summary><c>pte_none</c>: nothing has been there yet, or it was zapped.</summary>
    None,

    /// <summary><c>pte_present</c>: a page of ordinary memory.</summary>
    Present,

    /// <summary><c>is_device_private_entry</c>: a page of device memory, mapped although the CPU cannot reach
    /// it.</summary>
    DevicePrivate,

    /// <summary><c>is_migration_entry</c>: whoever is moving the page holds it; others wait.</summary>
    Migration,
}
