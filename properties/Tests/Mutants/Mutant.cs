using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Properties.Tests.Mutants;

/// <summary>A kernel that somebody could have written, with one mistake in one part.</summary>
/// <param name="Name">The mistake.</param>
/// <param name="Break">Puts the wrong part into a kernel.</param>
/// <param name="Scenario">Where it shows.</param>
/// <param name="Property">What it violates there.</param>
internal sealed record Mutant(string Name, Func<Release, Release> Break, string Scenario, string Property)
{
    /// <summary>The kernel that gets the wrong part. It has nothing to say against the property.</summary>
    public Release Release { get; init; } = FixedForms.Of(KnownReleases.V4_18)!;

    /// <summary>The case without the mistake.</summary>
    public Case Sound => new(Release, KnownScenarios.All.Single(s => s.Name == Scenario));

    /// <summary>The case with it.</summary>
    public Case Broken => Sound with { Release = Break(Release) };
}
