namespace PgmapCheck.Model.Protocol.P2PDma;

/// <summary>What becomes of the count of a page that could not be mapped.</summary>
public enum CountReset
{
    /// <summary>Up to v6.19: it stays as it is.</summary>
    Never,

    /// <summary>v7.0: it is set to 0 when the page is in the pool again.</summary>
    AfterFree,

    /// <summary>In no kernel: before.</summary>
    BeforeFree,
}
