using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Interleave.Memory;
using Interleave.Search;
using PgmapCheck.Results;

namespace PgmapCheck.Blobs;

/// <summary>How cases are searched: everything that a verdict depends on. A bound that is null is none.</summary>
internal sealed record BlobSearch : SearchFields
{
    [JsonConstructor]
    public BlobSearch() { }

    [SetsRequiredMembers]
    private BlobSearch(SearchPlan plan)
        : base(plan.Options)
    {
        var options = plan.Options;
        Engine = plan.Engine;
        Memory = options.Memory;
        Liveness = options.Liveness;
        AuditEvery = options.AuditEvery;
        Coverage = options.Coverage;
        Split = options.Part is not null;
        Seed = plan.Seed;
        Runs = plan.Runs;
        BugDepth = plan.Depth;
        StoreBuffers = plan.HasStoreBuffers;
        MaxTicks = options.Bounds.MaxTime == TimeSpan.MaxValue ? null : options.Bounds.MaxTime.Ticks;
    }

    [JsonPropertyOrder(First)]
    [JsonConverter(typeof(JsonStringEnumConverter<Engine>))]
    public required Engine Engine { get; init; }

    [JsonPropertyOrder(First)]
    [JsonConverter(typeof(JsonStringEnumConverter<MemoryModel>))]
    public required MemoryModel Memory { get; init; }

    [JsonConverter(typeof(JsonStringEnumConverter<Liveness>))]
    public required Liveness Liveness { get; init; }

    public required int AuditEvery { get; init; }

    public required bool Coverage { get; init; }

    /// <summary>True if every case is shared by all shards.</summary>
    public required bool Split { get; init; }

    public required ulong Seed { get; init; }

    public required long Runs { get; init; }

    public required int BugDepth { get; init; }

    public required bool StoreBuffers { get; init; }

    /// <summary>In units of 100 ns, so that nothing is lost.</summary>
    [JsonPropertyOrder(TimeAt)]
    public required long? MaxTicks { get; init; }

    public static BlobSearch Of(SearchPlan plan) => new(plan);

    /// <summary>The plan that it was made of.</summary>
    public SearchPlan ToPlan() =>
        new(Engine, OptionsOf(), Seed, Runs) { Depth = BugDepth, HasStoreBuffers = StoreBuffers };

    private SearchOptions OptionsOf() =>
        ToOptions(MaxTicks is { } ticks ? TimeSpan.FromTicks(ticks) : TimeSpan.MaxValue) with
        {
            Memory = Memory,
            Liveness = Liveness,
            AuditEvery = AuditEvery,
            Part = Split ? new PartOptions(1, 1) : null,
            Coverage = Coverage,
        };
}
