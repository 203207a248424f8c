using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Programs;

/// <summary>A DAX file of a program.</summary>
/// <param name="Name">What the program calls it.</param>
/// <param name="Pgmap">The page map that its pages are of.</param>
/// <param name="First">Its first page there, from 0.</param>
/// <param name="Count">How many pages it has, from 1.</param>
public sealed record FileDeclaration(string Name, string Pgmap, int First, int Count)
{
    /// <summary>Whose code handles it.</summary>
    public FileSystem FileSystem { get; init; } = FileSystem.Xfs;

    /// <summary>True if a process has it mapped, and has touched every page, when the program starts.</summary>
    public bool IsMapped { get; init; } = true;

    /// <summary>True if one entry stands for all its pages.</summary>
    public bool IsHuge { get; init; }

    /// <summary>True if it has no blocks at first: reading maps the zero page, writing allocates.</summary>
    public bool IsSparse { get; init; }

    /// <summary>True if other files have its blocks too (reflink).</summary>
    public bool IsShared { get; init; }
}
