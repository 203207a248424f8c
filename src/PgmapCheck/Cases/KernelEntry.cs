using System.Collections.Immutable;
using System.Reflection;

namespace PgmapCheck.Cases;

/// <summary>A kernel in the catalogue.</summary>
/// <param name="Name">Its release's name.</param>
/// <param name="Title">One line about it.</param>
/// <param name="Cases">What can be checked on it.</param>
/// <param name="Fixed">The same kernel with its known bugs fixed; null if there is none.</param>
internal sealed record KernelEntry(string Name, string Title, ImmutableArray<Case> Cases, KernelEntry? Fixed)
{
    /// <summary>The routines of its own parts that are kernel functions.</summary>
    public ImmutableArray<MethodInfo> Functions { get; init; } = [];

    /// <summary>A line that says what a program needs and the kernel has not; null if all run on it.</summary>
    public Func<string>? Lacks { get; init; }

    /// <summary>The kernel that a user's kernel is a change of; null for others.</summary>
    public string? Base { get; init; }

    /// <summary>The release that it is a form of: <c>v4.18</c> for <c>v4.18+fixes</c> and
    /// <c>v4.18-no-zone-device</c>.</summary>
    public string Release => Name.Split('+', '-')[0];

    /// <summary>True if it is a release as it was, neither changed nor configured in an unusual way, or a tree's
    /// text.</summary>
    public bool IsRelease => (Release == Name && Base is null) || IsTree;

    /// <summary>Its functions are a kernel tree's.</summary>
    public bool IsTree { get; init; }
}
