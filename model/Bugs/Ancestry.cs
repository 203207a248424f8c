using System.Collections.Immutable;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Bugs;

/// <summary>Which release a composition of parts is a change of.</summary>
public static class Ancestry
{
    /// <summary>
    /// The release itself; of another kernel the release that its name begins with, as in <c>v6.15-mine</c>; else the
    /// one that it differs from in the fewest settings of its parts, of several the newest.
    /// </summary>
    public static Release Of(Release composition)
    {
        ArgumentNullException.ThrowIfNull(composition);
        return KnownReleases.All.FirstOrDefault(release => ReferenceEquals(release, composition))
            ?? KnownReleases.All.LastOrDefault(release =>
                composition.Name.StartsWith(release.Name, StringComparison.Ordinal)
                && composition.Name[release.Name.Length..] is ['-' or '+', ..]
            )
            ?? KnownReleases.History.Reverse().MinBy(release => Distance(release, composition))!;
    }

    /// <summary>True if another kernel has each part that is not the model's own, too.</summary>
    public static bool KeepsOwnParts(Release composition, Release other)
    {
        var theirs = PartSettings.Of(other);
        return PartSettings
            .Of(composition)
            .Where(setting => setting.Key.EndsWith(PartSettings.Changed, StringComparison.Ordinal))
            .All(setting => theirs.GetValueOrDefault(setting.Key) == setting.Value);
    }

    /// <summary>The parts in which two kernels differ, by the names that <see cref="Release"/> has for them.</summary>
    public static ImmutableArray<string> DifferentParts(Release one, Release other) =>
        [.. DifferentSettings(one, other).Select(path => path.Split('.')[0]).Distinct()];

    private static int Distance(Release one, Release other) => DifferentSettings(one, other).Count();

    private static IEnumerable<string> DifferentSettings(Release one, Release other)
    {
        var (ours, theirs) = (PartSettings.Of(one), PartSettings.Of(other));
        return ours
            .Keys.Union(theirs.Keys)
            .Where(path => ours.GetValueOrDefault(path) != theirs.GetValueOrDefault(path));
    }
}
