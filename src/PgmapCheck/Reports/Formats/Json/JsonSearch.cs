using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>How cases were searched. A bound that is null is none.</summary>
internal sealed record JsonSearch : SearchFields
{
    [JsonConstructor]
    public JsonSearch() { }

    [SetsRequiredMembers]
    private JsonSearch(SearchPlan plan)
        : base(plan.Options)
    {
        var options = plan.Options;
        Engine = plan.Engine.ToString().ToLowerInvariant();
        Memory = MemoryWords.Option(options.Memory);
        Liveness = options.Liveness.ToString().ToLowerInvariant();
        Audit = options.AuditEvery > 0;
        Seed = plan.IsSampling ? plan.Seed : null;
        Runs = plan.IsSampling ? plan.Runs : null;
        BugDepth = plan.Engine == Results.Engine.Pct ? plan.Depth : null;
        MaxSeconds = options.Bounds.MaxTime == TimeSpan.MaxValue ? null : options.Bounds.MaxTime.TotalSeconds;
    }

    [JsonPropertyOrder(First)]
    public required string Engine { get; init; }

    /// <summary>sc, tso or weak.</summary>
    [JsonPropertyOrder(First)]
    public required string Memory { get; init; }

    /// <summary>off, weak or strong: which executions must end.</summary>
    public required string Liveness { get; init; }

    public required bool Audit { get; init; }

    /// <summary>Null unless the engine runs some schedules.</summary>
    public required ulong? Seed { get; init; }

    /// <summary>Null unless the engine runs some schedules.</summary>
    public required long? Runs { get; init; }

    /// <summary>Null unless the engine is pct.</summary>
    public required int? BugDepth { get; init; }

    [JsonPropertyOrder(TimeAt)]
    public required double? MaxSeconds { get; init; }

    public static JsonSearch Of(SearchPlan plan) => new(plan);
}
