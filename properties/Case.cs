using System.Collections.Immutable;
using Interleave.Programs;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Properties;

/// <summary>One thing to check: a scenario on a kernel, with all properties on.</summary>
/// <param name="Release">The kernel.</param>
/// <param name="Scenario">The program.</param>
public sealed record Case(Release Release, Scenario Scenario)
{
    /// <summary>Its name on the command line and in trace files: <c>v4.18/put-page-vs-truncate</c>.</summary>
    public string Name => $"{Release.Name}/{Scenario.Name}";

    /// <summary>The program to search.</summary>
    public ConcurrentProgram Program =>
        new(
            Name,
            machine =>
            {
                KernelProperties.AddTo(Scenario.Boot(machine, Release));
            }
        );

    /// <summary>A known bug's smallest scenario, on the kernel that has it.</summary>
    public static Case OfBroken(Bug bug) => new(bug.Broken, Named(bug.Scenario));

    /// <summary>The same on the kernel that it was taken out of.</summary>
    public static Case OfTwin(Bug bug) => new(bug.Twin, Named(bug.Scenario));

    /// <summary>Every case of the given releases.</summary>
    public static ImmutableArray<Case> Of(IEnumerable<Release> releases) =>
        [
            .. from release in releases
            from scenario in KnownScenarios.All
            where scenario.RunsOn(release)
            select new Case(release, scenario),
        ];

    private static Scenario Named(string name) => KnownScenarios.All.Single(scenario => scenario.Name == name);
}
