namespace PgmapCheck.Results;

/// <summary>Whether a kernel has a bug.</summary>
internal enum Presence
{
    /// <summary>No scenario that shows it elsewhere runs there, or a search is not complete.</summary>
    Unknown,

    /// <summary>Everything that it breaks elsewhere is broken there by something else: it could not be told
    /// apart.</summary>
    Hidden,

    /// <summary>Something that it breaks elsewhere was proved to hold, and the rest holds or is broken by something
    /// else.</summary>
    Absent,

    /// <summary>It shows.</summary>
    Found,
}
