using System.Text.RegularExpressions;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;
using Scenario = PgmapCheck.Model.Scenarios.Scenario;

namespace PgmapCheck.Cases;

/// <summary>What has to be right about what a user's assembly declares; each mistake is one line.</summary>
internal static partial class UserAssemblyRules
{
    /// <summary>Refuses what could not be told apart from what there is, or not be named.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="declared">What it declares, and where.</param>
    /// <exception cref="UsageException">Something is wrong.</exception>
    public static void Require(string path, IReadOnlyList<(string Place, object? Value)> declared)
    {
        if (declared.Count == 0)
        {
            throw new UsageException(
                $"{path}: expected a public static property of type Release or Scenario in a public class, found none"
            );
        }

        var names = new Dictionary<string, string>();
        foreach (var (place, value) in declared)
        {
            var (what, name) = value switch
            {
                Release release => ("kernel", release.Name),
                Scenario scenario => ("scenario", scenario.Name),
                _ => throw new UsageException($"{path}: {place} is null"),
            };
            if (!Name().IsMatch(name ?? ""))
            {
                throw new UsageException(
                    $"{path}: {place} is called '{name}': expected letters, digits, '.', '-' and '_' as its Name"
                );
            }

            if (IsTaken(value, name!))
            {
                throw new UsageException(
                    $"{path}: {place} has the name of a {what} that there is, {name}: give it a Name of its own"
                        + (value is Release ? $", such as with {{ Name = \"{name}-mine\" }}" : "")
                );
            }

            if (!names.TryAdd($"{what} {name}", place))
            {
                throw new UsageException($"{path}: {names[$"{what} {name}"]} and {place} are both called {name}");
            }
        }
    }

    private static bool IsTaken(object value, string name) =>
        value is Release
            ? KnownReleases.All.Any(release => Is(release.Name, name) || Is(release.Name + "+fixes", name))
            : KnownScenarios.All.Any(scenario => Is(scenario.Name, name));

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]{0,79}$")]
    private static partial Regex Name();
}
