namespace PgmapCheck.Model.Protocol.Memremap;

/// <summary>
/// What <c>devm_memremap_pages</c> does itself when it tears a page map down. Each kernel moved one more duty there from
/// the drivers; what is not there is done by the driver, before or after.
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
}
