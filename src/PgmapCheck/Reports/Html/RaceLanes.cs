using System.Collections.Immutable;
using static PgmapCheck.Reports.Html.HtmlNode;

namespace PgmapCheck.Reports.Html;

/// <summary>Which CPU has which lane and colour, as classes of the style sheet, which knows eight.</summary>
/// <param name="columns">The CPUs that take part.</param>
internal sealed class RaceLanes(ImmutableArray<DiagramColumn> columns)
{
    private const int Known = 8;

    /// <summary>How many there are.</summary>
    public string Classes => $"lanes-{Math.Clamp(columns.Length, 1, Known)}";

    /// <summary>A CPU's.</summary>
    public string ClassesOf(int fiber) => $"cpu-{fiber % Known} lane-{columns.IndexOf(ColumnOf(fiber)) % Known}";

    /// <summary>A CPU's name, which is seen only where lanes have no heads.</summary>
    public HtmlNode NameOf(int fiber) => Classed("span", "cpu", ColumnOf(fiber).ShortName);

    private DiagramColumn ColumnOf(int fiber) => columns.First(column => column.Fiber == fiber);
}
