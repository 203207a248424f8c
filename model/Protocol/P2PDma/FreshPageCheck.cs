namespace PgmapCheck.Model.Protocol.P2PDma;

/// <summary>What <c>p2pmem_alloc_mmap</c> checks of a page that comes from the pool.</summary>
public enum FreshPageCheck
{
    /// <summary>Up to v6.14: nothing.</summary>
    None,

    /// <summary>v6.15 to v6.19: it warns if the count is 0, as it should be.</summary>
    WarnsIfFree,

    /// <summary>v7.0 (cb500023a752): it warns if the count is not 0.</summary>
    WarnsIfInUse,
}
