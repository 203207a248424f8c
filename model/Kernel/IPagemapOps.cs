using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// A driver's callbacks: <c>page_free</c> in <c>struct dev_pagemap</c> of v4.18, joined by <c>kill</c> in v5.0 and
/// <c>cleanup</c> in v5.2.
/// </summary>
public interface IPagemapOps
{
    /// <summary>A page of the map has become idle.</summary>
    Routine PageFree(Page page);

    /// <summary>
    /// <c>page_fault</c>, from v5.3 on <c>migrate_to_ram</c>: the process needs what is in a private page. Only drivers
    /// of such memory have it.
    /// </summary>
    /// <param name="linux">The kernel.</param>
    /// <param name="mm">Whose memory it is.</param>
    /// <param name="page">The page.</param>
    /// <param name="held">The page again if the thread holds a reference to it, else null.</param>
    Routine MigrateToRam(Linux linux, AddressSpace mm, Page page, Page? held) =>
        throw new InvalidOperationException($"the driver of {page.Name} has no private memory");

    /// <summary>Kills <c>pgmap->ref</c>.</summary>
    Routine Kill();

    /// <summary>Waits until <c>pgmap->ref</c> is zero and gives its memory back.</summary>
    Routine Cleanup();
}
