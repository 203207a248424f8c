using System.Collections.Immutable;
using PgmapCheck.Reports.Formats.Json;

namespace PgmapCheck.Reports.Formats;

/// <summary>The formats there are.</summary>
internal static class ReportFormats
{
    public static ImmutableArray<IReportFormat> All { get; } =
        [new JUnitFormat(), new JsonFormat(), new SarifFormat(), new MarkdownFormat(), new GitHubFormat()];

    /// <summary>The format of a name; null if there is none.</summary>
    public static IReportFormat? Find(string name) => All.FirstOrDefault(format => format.Name == name);
}
