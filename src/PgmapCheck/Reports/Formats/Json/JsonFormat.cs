using System.Text.Encodings.Web;
using System.Text.Json;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>The whole run as one JSON object, for programs: docs/reports.md describes it.</summary>
internal sealed class JsonFormat : IReportFormat
{
    // The text goes into a file and not into a page: "->" need not become "-\u003E".
    private static readonly JsonReportContext s_context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    });

    public string Name => "json";

    public string Write(RunReport report) => JsonSerializer.Serialize(JsonReport.Of(report), s_context.JsonReport) + "\n";
}
