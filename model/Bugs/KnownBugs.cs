using System.Collections.Immutable;

namespace PgmapCheck.Model.Bugs;

/// <summary>The catalogue, one file for each area.</summary>
public static class KnownBugs
{
    /// <summary>Every configuration of v4.18 that has device pages.</summary>
    internal static readonly ImmutableArray<string> V4_18WithDevicePages =
        ["v4.18", "v4.18-fs-dax-limited", "v4.18-no-pagemap-ops"];

    /// <summary>All entries.</summary>
    public static ImmutableArray<Bug> All { get; } =
        [.. StaticKeyBugs.All, .. IdleTransitionBugs.All, .. TeardownBugs.All, .. TruncateBugs.All];

    /// <summary>The entry that explains a violation; null if the catalogue has none.</summary>
    /// <param name="release">The release's name.</param>
    /// <param name="scenario">The scenario's name.</param>
    /// <param name="property">The property violated.</param>
    public static Bug? Explain(string release, string scenario, string property) =>
        All.FirstOrDefault(bug => bug.Explains(release, scenario, property));

    internal static ImmutableArray<(string, string)> Breaks(string property, params ReadOnlySpan<string> scenarios)
    {
        var symptoms = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var scenario in scenarios)
        {
            symptoms.Add((scenario, property));
        }

        return symptoms.ToImmutable();
    }
}
