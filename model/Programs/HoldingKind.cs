namespace PgmapCheck.Model.Programs;

/// <summary>What a thread can hold, and has to give back.</summary>
public enum HoldingKind
{
    /// <summary>A reference to a page.</summary>
    Reference,

    /// <summary>A pin of a page.</summary>
    Pin,

    /// <summary>A reference to a page map.</summary>
    Pgmap,

    /// <summary>A use of the static key.</summary>
    Key,
}
