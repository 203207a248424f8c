using System.Collections.Immutable;
using PgmapCheck.Reports.Formats.Json;
using PgmapCheck.Reports.Formats.Litmus;
using PgmapCheck.Reports.Formats.Sarif;

namespace PgmapCheck.Reports.Formats;

/// <summary>The formats there are, for each kind of run.</summary>
internal static class ReportFormats
{
    /// <summary>For <c>check</c>.</summary>
    public static ImmutableArray<IReportFormat<RunReport>> OfRuns { get; } =
    [
        new JUnitFormat(),
        new JsonFormat(),
        new SarifFormat(),
        new MarkdownFormat(),
        new HtmlFormat(),
        new LitmusFormat(),
        new MailFormat(),
        new GitHubFormat(),
    ];

    /// <summary>For <c>history</c>.</summary>
    public static ImmutableArray<IReportFormat<HistoryReport>> OfHistories { get; } =
    [new HistoryJsonFormat(), new HistoryHtmlFormat()];
}
