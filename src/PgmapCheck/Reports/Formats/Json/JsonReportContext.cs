using System.Text.Json.Serialization;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>Writes <see cref="JsonReport"/> without reflection.</summary>
[JsonSerializable(typeof(JsonReport))]
internal sealed partial class JsonReportContext : JsonSerializerContext;
