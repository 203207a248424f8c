using System.Text.Encodings.Web;
using System.Text.Json;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>The whole run as one JSON object, for programs: docs/reports.md describes it.</summary>
internal sealed class JsonFormat : IReportFormat<RunReport>
{
    private static readonly JsonReportContext s_context = new(Options);

    public string Name => "json";

    // The text goes into a file and not into a page: "->" need not become "-\u003E".
    internal static JsonSerializerOptions Options =>
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = true,
            NewLine = "\n",
        };

    public string Write(RunReport report) =>
        JsonSerializer.Serialize(JsonReport.Of(report), s_context.JsonReport) + "\n";
}
