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

    /// <summary>Kills <c>pgmap->ref</c>.</summary>
    Routine Kill();

    /// <summary>Waits until <c>pgmap->ref</c> is zero and gives its memory back.</summary>
    Routine Cleanup();
}
