using System.Text.Json;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>The whole run as one JSON object, for programs: docs/reports.md describes it.</summary>
internal sealed class JsonFormat : IReportFormat<RunReport>
{
    private static readonly JsonReportContext s_context = new(JsonStyle.Options);

    public string Name => "json";

    public string Write(RunReport report) =>
        JsonSerializer.Serialize(JsonReport.Of(report), s_context.JsonReport) + "\n";
}

/// <summary>A history as one JSON object, for programs: docs/reports.md describes it.</summary>
internal sealed class HistoryJsonFormat : IReportFormat<HistoryReport>
{
    private static readonly JsonHistoryContext s_context = new(JsonStyle.Options);

    public string Name => "json";

    public string Write(HistoryReport report) =>
        JsonSerializer.Serialize(JsonHistory.Of(report), s_context.JsonHistory) + "\n";
}
