namespace PgmapCheck.Model.Protocol.Teardown;

/// <summary>
/// What <c>devm_memremap_pages</c> does itself when it tears a page map down. Each kernel moved one more duty there
/// from the drivers; what is not there is done by the driver, before or after.
/// </summary>
[Flags]
public enum TeardownDuties
{
    /// <summary>v4.18: only the pages and the memory.</summary>
    None = 0,

    /// <summary>
    /// v5.0 (a95c90f1e2c2): it kills <c>pgmap->ref</c> first, and a release action that cannot be registered is run at
    /// once instead of being lost.
    /// </summary>
    Kill = 1,

    /// <summary>v5.2 (50f44ee7248a): it waits until <c>pgmap->ref</c> is zero before the memory goes.</summary>
    Wait = 2,

    /// <summary>v5.3 (f6a55e1a3fe6): it takes and gives back the static key, for every type that needs it.</summary>
    Key = 4,

    /// <summary>
    /// v5.3 (24917f6b1041): <c>pgmap->ref</c> of all but FS_DAX maps is its own: it initializes, kills, waits for and
    /// exits it.
    /// </summary>
    OwnsReference = 8,

    /// <summary>v5.17: of every map; drivers no longer bring a reference.</summary>
    OwnsEveryReference = 16,

    /// <summary>v5.18 (27674ef6c73f): it does not put pages; their references to the page map are given back at
    /// once.</summary>
    DropsPagesAtOnce = 32,

    /// <summary>v6.0 (1e57ffb6e3fd): <c>pgmap->ref</c> is freed only when no lookup can find the page map any
    /// more.</summary>
    ExitsLast = 64,

    /// <summary>v5.4 (6869b7b20659): it gives the key back at the end of its teardown, and not by a device
    /// action.</summary>
    KeyLast = 128,

    /// <summary>
    /// v5.4 to v5.9 (6f42193fd86e): the end of its teardown gives the key back for every type of page map, whether or
    /// not its setup has taken it.
    /// </summary>
    KeyOfAnyType = 16384,

    /// <summary>
    /// v5.3 to v5.16 (24917f6b1041): <c>pgmap->ref</c> points to the reference. Where that is the page map's own, it is
    /// NULL before the setup, and again once the reference is exited.
    /// </summary>
    PointsToReference = 32768,

    /// <summary>Up to v4.20, while the table was a radix tree: addresses that another page map has are refused by the
    /// insertion itself (<c>-EEXIST</c>), whether or not that page map is dying.</summary>
    RefusesTaken = 65536,

    /// <summary>
    /// v5.3: it fails by its common exit, which kills <c>pgmap->ref</c>, when another page map has the addresses; v5.0
    /// to v5.2 return at once.
    /// </summary>
    KillsOnConflict = 512,

    /// <summary>v5.10 (433e7d317754): missing callbacks are noticed before <c>pgmap->ref</c> is initialized.</summary>
    ChecksOpsFirst = 1024,

    /// <summary>v5.10 (b7b3c01b1915): <c>pgmap->nr_range</c> is 0 until the range is set up.</summary>
    CountsRanges = 8192,

    /// <summary>v4.14: the release action is allocated first, and cannot fail to be registered (<c>devres_alloc</c>,
    /// <c>devres_add</c>).</summary>
    AllocatesActionFirst = 4096,

    /// <summary>In no kernel: once no lookup can succeed, it waits until nobody uses a page (docs/findings.md,
    /// PINNED-UNPLUG).</summary>
    WaitsForPages = 256,
}
