namespace PgmapCheck.Model.Kernel;

/// <summary>How a page map is when the scenario starts.</summary>
/// <param name="Pages">How many pages it has, from 0.</param>
/// <param name="IsMapped">True if <c>devm_memremap_pages</c> has already run for it.</param>
/// <param name="UsersPerPage">References to each page that users hold.</param>
/// <param name="CountsPages">True if each page holds a reference to the page map.</param>
public readonly record struct PgmapStart(int Pages, bool IsMapped, int UsersPerPage, bool CountsPages)
{
    /// <summary>Another page map whose addresses it wants too; null if its range is its own.</summary>
    public Pgmap? Overlaps { get; init; }

    /// <summary>True if its driver forgot to set <c>page_free</c>.</summary>
    public bool LacksPageFree { get; init; }

    /// <summary>True if processes have its pages as their memory.</summary>
    public bool IsAnonymous { get; init; }
}
