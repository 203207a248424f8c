using System.Collections.Immutable;
using PgmapCheck.Reports.Races;

namespace PgmapCheck.Reports.Html;

/// <summary>
/// Where a race is in a page: <c>v4.18/release-pages-vs-truncate/idle-page-wakes-waiters</c>, and <c>/7</c> for a step.
/// </summary>
/// <param name="Id">The id of its section.</param>
internal sealed record RaceAnchor(string Id)
{
    /// <summary>A link to it.</summary>
    public string Href => HrefOf(Id);

    /// <summary>Gives each race its own; equal names are counted.</summary>
    public static ImmutableArray<RaceAnchor> Of(IEnumerable<Race> races)
    {
        var times = new Dictionary<string, int>();
        var anchors = ImmutableArray.CreateBuilder<RaceAnchor>();
        foreach (var race in races)
        {
            var id = string.Join(
                '-',
                $"{race.Kernel}/{race.Scenario}/{TraceFolder.Slug(race.Violation.Property)}".Split(
                    (char[]?)null,
                    StringSplitOptions.RemoveEmptyEntries
                )
            );
            times[id] = times.GetValueOrDefault(id) + 1;
            anchors.Add(new RaceAnchor(times[id] == 1 ? id : $"{id}-{times[id]}"));
        }

        return anchors.ToImmutable();
    }

    /// <summary>The id of a step; 0 for the start.</summary>
    public string IdOf(int step) => $"{Id}/{step}";

    /// <summary>A link to a step; 0 for the start.</summary>
    public string HrefOf(int step) => HrefOf(IdOf(step));

    private static string HrefOf(string id) => "#" + string.Join('/', id.Split('/').Select(Uri.EscapeDataString));
}
