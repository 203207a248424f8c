using System.Collections.Immutable;

namespace PgmapCheck.Model.Bugs;

/// <summary>The catalogue. It annotates what a search has found; no search looks at it.</summary>
public static class KnownBugs
{
    /// <summary>All entries.</summary>
    public static ImmutableArray<Bug> All { get; } = [];

    /// <summary>The entry that explains a violation; null if the catalogue has none.</summary>
    public static Bug? Explain(string release, string scenario, string property) =>
        All.FirstOrDefault(bug => bug.Property == property && bug.Releases.Contains(release) && bug.Scenarios.Contains(scenario));
}
