using PgmapCheck.Reports.Html;

namespace PgmapCheck.Reports.Formats;

/// <summary>A history as one page that needs no server and no network.</summary>
internal sealed class HistoryHtmlFormat : IReportFormat<HistoryReport>
{
    public string Name => "html";

    public string Write(HistoryReport report) => HistoryPage.Of(report).ToString();
}
