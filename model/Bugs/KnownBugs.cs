using System.Collections.Immutable;

namespace PgmapCheck.Model.Bugs;

/// <summary>The catalogue, one file for each area.</summary>
public static class KnownBugs
{
    private static readonly ImmutableArray<string> s_history = ["v4.14", "v4.18", "v5.0", "v5.2", "v5.3", "v5.10"];

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

    /// <summary>The releases from one to another, both included.</summary>
    internal static ImmutableArray<string> From(string first, string last) =>
        s_history[s_history.IndexOf(first)..(s_history.IndexOf(last) + 1)];

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
