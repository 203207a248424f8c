namespace PgmapCheck.Plain.Kernel;

/// <summary>From a page frame number to a live page map (kernel/memremap.c).</summary>
/// <param name="rcu">What keeps a page map that is found there.</param>
public sealed class PgmapLookup(Rcu rcu)
{
    /// <summary><c>get_dev_pagemap</c>: a reference to the page map, or null if it is gone or going.</summary>
    public Pgmap? GetDevPagemap(Page page)
    {
        using var reader = rcu.ReadLock();
        var pgmap = page.Range;
        return pgmap.IsPublished && pgmap.Ref.TryGetLive() ? pgmap : null;
    }

    /// <summary><c>put_dev_pagemap</c>.</summary>
    public static void PutDevPagemap(Pgmap pgmap) => pgmap.Ref.Put();
}
