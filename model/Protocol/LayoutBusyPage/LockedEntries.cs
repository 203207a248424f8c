namespace PgmapCheck.Model.Protocol.LayoutBusyPage;

/// <summary>What a walk over a file's entries does with one that somebody has locked.</summary>
public enum LockedEntries
{
    /// <summary>v4.18, and v6.16 again (dd59137bfe70): it waits and looks at the same index again.</summary>
    Waits,

    /// <summary>
    /// v4.20 to v6.14 (the XArray conversion): it asks for a conflicting entry with an iterator that stands on this one
    /// already, and so passes it over (commit message of 6be3e21d25ca).
    /// </summary>
    Skips,

    /// <summary>v6.15 (6be3e21d25ca): it waits, but lets the iterator advance, and goes on with the entry of the next
    /// index.</summary>
    WaitsAndAdvances,
}
