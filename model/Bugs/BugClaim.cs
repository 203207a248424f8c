namespace PgmapCheck.Model.Bugs;

/// <summary>What the catalogue claims about a bug's broken form.</summary>
public enum BugClaim
{
    /// <summary>It breaks its property.</summary>
    Violated,

    /// <summary>It was reported, and is safe as it was; it breaks its property with each of some further
    /// changes.</summary>
    SafeUnlessChanged,

    /// <summary>It breaks its property under a weaker memory model, and is proved under sequential
    /// consistency.</summary>
    OnlyUnderWeakMemory,
}
