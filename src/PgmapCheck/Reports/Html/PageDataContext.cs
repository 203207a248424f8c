using System.Text.Json.Serialization;

namespace PgmapCheck.Reports.Html;

/// <summary>Writes <see cref="PageData"/> without reflection.</summary>
[JsonSerializable(typeof(PageData))]
internal sealed partial class PageDataContext : JsonSerializerContext;
