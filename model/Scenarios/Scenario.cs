using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Scenarios;

/// <summary>A small concurrent program over the protocol's calls: it says who runs, not what must hold.</summary>
/// <param name="Name">Named by what races, such as <c>put-page-vs-truncate</c>.</param>
/// <param name="Summary">One line about it.</param>
/// <param name="SetUp">Creates devices, pages and files in a freshly booted kernel, and starts its threads.</param>
public sealed record Scenario(string Name, string Summary, Action<Linux> SetUp)
{
    /// <summary>Whether the release has the operations that the scenario calls.</summary>
    public Func<Release, bool> RunsOn { get; init; } = static _ => true;
}
