using System.Text.Json.Serialization;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>Writes <see cref="JsonHistory"/> without reflection.</summary>
[JsonSerializable(typeof(JsonHistory))]
internal sealed partial class JsonHistoryContext : JsonSerializerContext;
