using System.Text.Json.Serialization;

namespace PgmapCheck.Reports;

/// <summary>Writes <see cref="BenchmarkReport"/> without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BenchmarkReport))]
internal sealed partial class BenchmarkJson : JsonSerializerContext;
