using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Bugs;

/// <summary>Which release a composition of parts is a change of.</summary>
public static class Ancestry
{
    /// <summary>
    /// The release that its name begins with, as in <c>v6.15-mine</c>; else the one that it differs from in the fewest
    /// settings of its parts, of several the newest.
    /// </summary>
    public static Release Of(Release composition)
    {
        ArgumentNullException.ThrowIfNull(composition);
        return KnownReleases.All.LastOrDefault(release =>
                composition.Name.StartsWith(release.Name, StringComparison.Ordinal)
                && composition.Name[release.Name.Length..] is ['-' or '+', ..]
            ) ?? KnownReleases.History.Reverse().MinBy(release => Distance(release, composition))!;
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

    private static int Distance(Release one, Release other)
    {
        var (ours, theirs) = (PartSettings.Of(one), PartSettings.Of(other));
        return ours
            .Keys.Union(theirs.Keys)
            .Count(path => ours.GetValueOrDefault(path) != theirs.GetValueOrDefault(path));
    }
}
