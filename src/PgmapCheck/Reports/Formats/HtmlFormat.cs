using PgmapCheck.Reports.Html;

namespace PgmapCheck.Reports.Formats;

/// <summary>
/// A run as one page that needs no server and no network, in which counterexamples can be stepped through.
/// </summary>
internal sealed class HtmlFormat : IReportFormat<RunReport>
{
    public string Name => "html";

    public string Write(RunReport report) => RunPage.Of(report).ToString();
}

/// <summary>A history as one page that needs no server and no network.</summary>
internal sealed class HistoryHtmlFormat : IReportFormat<HistoryReport>
{
    public string Name => "html";

    public string Write(HistoryReport report) => HistoryPage.Of(report).ToString();
}
