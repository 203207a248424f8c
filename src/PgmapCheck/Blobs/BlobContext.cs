using System.Text.Json.Serialization;

namespace PgmapCheck.Blobs;

/// <summary>Reads and writes <see cref="Blob"/> without reflection.</summary>
[JsonSerializable(typeof(Blob))]
internal sealed partial class BlobContext : JsonSerializerContext;
