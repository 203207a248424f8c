using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Tests.Assemblies;

/// <summary>What assemblies in these tests declare: the getters of their properties call these.</summary>
public static class OwnKernels
{
    /// <summary>v4.18's, with a part that is only derived.</summary>
    public static Release Derived() =>
        KnownReleases.V4_18 with
        {
            Name = "v4.18-derived",
            ReleasePages = new DerivedReleasePages(),
        };

    /// <summary>A kernel that has no release's name, closest to v5.3.</summary>
    public static Release Nameless() =>
        KnownReleases.V5_3 with
        {
            Name = "nameless",
            ReleasePages = new OnlyPublicPages(),
        };

    /// <summary>A kernel that did not get a name.</summary>
    public static Release Unnamed() => KnownReleases.V6_1 with { ReleasePages = new DerivedReleasePages() };

    /// <summary>Nothing.</summary>
    public static Release None() => null!;

    /// <summary>A getter that throws.</summary>
    public static Release Throws() => throw new InvalidOperationException("no such part");

    /// <summary>A scenario that is the model's but for its name.</summary>
    public static Scenario Mine() =>
        KnownScenarios.All.Single(one => one.Name == "release-pages-vs-truncate") with
        {
            Name = "mine",
        };

    /// <summary>A scenario whose set-up throws.</summary>
    public static Scenario Broken() =>
        new("broken", "a set-up that throws", _ => throw new InvalidOperationException("no page"));
}

/// <summary>v4.18's, unchanged.</summary>
public sealed class DerivedReleasePages : OnlyPublicPages;
