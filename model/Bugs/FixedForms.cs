using System.Collections.Immutable;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Bugs;

/// <summary>Releases with their known bugs taken out, one fix after the other.</summary>
public static class FixedForms
{
    private static readonly ImmutableDictionary<string, Release> s_forms = KnownReleases
        .All.Where(HasDevicePages)
        .ToImmutableDictionary(release => release.Name, Repair);

    /// <summary>All of them, in the order of their releases.</summary>
    public static ImmutableArray<Release> All { get; } = [.. KnownReleases.All.Select(Of).OfType<Release>()];

    /// <summary>The fixed form of a release; null if nothing is known to be wrong with it.</summary>
    public static Release? Of(Release release) => s_forms.GetValueOrDefault(release.Name);

    /// <summary>
    /// The fixed form of a kernel that is no release: without the bugs that it has by its parts; null if it has none.
    /// </summary>
    public static Release? OfComposition(Release kernel) =>
        Presence.In(kernel) is { IsEmpty: false } bugs ? Without(bugs, kernel) : null;

    private static bool HasDevicePages(Release release) =>
        KnownBugs.All.Any(bug => bug.Releases.Contains(release.Name))
        && release.Config is { DevPagemapOps: true, FsDaxLimited: false };

    private static Release Repair(Release release) =>
        Without([.. KnownBugs.All.Where(bug => bug.IsNamed(release.Name))], release);

    private static Release Without(ImmutableArray<Bug> bugs, Release release) =>
        bugs.Aggregate(release, (form, bug) => bug.Fix(form)) with
        {
            Name = $"{release.Name}+fixes",
            Title = $"{release.Name} with the fixes of its known bugs, upstream's and proposed ones",
        };
}
