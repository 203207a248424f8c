using System.Text.Encodings.Web;
using System.Text.Json;

namespace PgmapCheck.Results;

/// <summary>How JSON objects of this program look, reports and blobs alike.</summary>
internal static class JsonStyle
{
    /// <summary>Fresh options. The text goes into a file and not into a page: "->" need not become "-\u003E".</summary>
    public static JsonSerializerOptions Options =>
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = true,
            NewLine = "\n",
        };
}
