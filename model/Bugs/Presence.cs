using System.Collections.Concurrent;
using System.Collections.Immutable;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Bugs;

/// <summary>
/// Which kernels have a bug. A kernel has it by its parts: what the bug's fix changes in a kernel that is known to have
/// it is there as it was before the fix, or some of it is, and the rest is mended already.
/// </summary>
internal static class Presence
{
    private static readonly ConcurrentDictionary<string, ImmutableArray<ImmutableArray<Change>>> s_changes = new();

    /// <summary>True if the kernel has the bug, whatever it is called.</summary>
    public static bool Of(Bug bug, Release release)
    {
        var settings = PartSettings.Of(release);
        return s_changes
            .GetOrAdd(bug.Id, _ => ChangesOf(bug))
            .Any(changes =>
                changes.All(change => change.IsBroken(settings) || change.IsFixed(settings))
                && changes.Any(change => change.IsBroken(settings))
            );
    }

    /// <summary>The bugs that a kernel has by its parts, in the catalogue's order.</summary>
    public static ImmutableArray<Bug> In(Release release) => [.. KnownBugs.All.Where(bug => Of(bug, release))];

    // In each kernel that the catalogue names.
    private static ImmutableArray<ImmutableArray<Change>> ChangesOf(Bug bug) =>
        [
            .. KnownReleases
                .All.Where(release => bug.IsNamed(release.Name))
                .Append(bug.Broken)
                .Select(release => Between(PartSettings.Of(release), PartSettings.Of(bug.Fix(release)))),
        ];

    private static ImmutableArray<Change> Between(
        ImmutableDictionary<string, string> broken,
        ImmutableDictionary<string, string> repaired
    ) =>
        [
            .. broken
                .Keys.Union(repaired.Keys)
                .Select(path => new Change(path, broken.GetValueOrDefault(path), repaired.GetValueOrDefault(path)))
                .Where(change => change.Broken != change.Repaired),
        ];

    // A setting that the fix changes; null where the form that had it is another.
    private readonly record struct Change(string Path, string? Broken, string? Repaired)
    {
        public bool IsBroken(ImmutableDictionary<string, string> settings) =>
            settings.GetValueOrDefault(Path) == Broken;

        public bool IsFixed(ImmutableDictionary<string, string> settings) =>
            settings.GetValueOrDefault(Path) == Repaired;
    }
}
