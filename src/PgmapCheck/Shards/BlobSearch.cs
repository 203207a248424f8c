using System.Text.Json.Serialization;
using Interleave.Memory;
using Interleave.Search;
using PgmapCheck.Checking;

namespace PgmapCheck.Shards;

/// <summary>How cases are searched: everything that a verdict depends on. A bound that is null is none.</summary>
internal sealed record BlobSearch
{
    [JsonConverter(typeof(JsonStringEnumConverter<Engine>))]
    public required Engine Engine { get; init; }

    [JsonConverter(typeof(JsonStringEnumConverter<MemoryModel>))]
    public required MemoryModel Memory { get; init; }

    public required bool Symmetry { get; init; }

    public required bool SleepSets { get; init; }

    public required bool CommutesByValue { get; init; }

    public required bool DropsCallers { get; init; }

    public required bool DropsDeadLocals { get; init; }

    public required int FingerprintBits { get; init; }

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

    public required long? MaxStates { get; init; }

    public required int? MaxDepth { get; init; }

    /// <summary>In units of 100 ns, so that nothing is lost.</summary>
    public required long? MaxTicks { get; init; }

    public required long? MaxBytes { get; init; }

    public static BlobSearch Of(SearchPlan plan)
    {
        var (options, bounds) = (plan.Options, plan.Options.Bounds);
        return new BlobSearch
        {
            Engine = plan.Engine,
            Memory = options.Memory,
            Symmetry = options.Symmetry,
            SleepSets = options.SleepSets,
            CommutesByValue = options.CommutesByValue,
            DropsCallers = options.DropsCallers,
            DropsDeadLocals = options.DropsDeadLocals,
            FingerprintBits = options.FingerprintBits,
            Liveness = options.Liveness,
            AuditEvery = options.AuditEvery,
            Coverage = options.Coverage,
            Split = options.Part is not null,
            Seed = plan.Seed,
            Runs = plan.Runs,
            BugDepth = plan.Depth,
            StoreBuffers = plan.HasStoreBuffers,
            MaxStates = bounds.MaxStates == long.MaxValue ? null : bounds.MaxStates,
            MaxDepth = bounds.MaxDepth == int.MaxValue ? null : bounds.MaxDepth,
            MaxTicks = bounds.MaxTime == TimeSpan.MaxValue ? null : bounds.MaxTime.Ticks,
            MaxBytes = bounds.MaxBytes == long.MaxValue ? null : bounds.MaxBytes,
        };
    }

    /// <summary>The plan that it was made of.</summary>
    public SearchPlan ToPlan() => new(Engine, OptionsOf(), Seed, Runs) { Depth = BugDepth, HasStoreBuffers = StoreBuffers };

    private SearchOptions OptionsOf() => new()
    {
        Memory = Memory,
        Symmetry = Symmetry,
        SleepSets = SleepSets,
        CommutesByValue = CommutesByValue,
        DropsCallers = DropsCallers,
        DropsDeadLocals = DropsDeadLocals,
        FingerprintBits = FingerprintBits,
        Liveness = Liveness,
        AuditEvery = AuditEvery,
        Part = Split ? new PartOptions(1, 1) : null,
        Coverage = Coverage,
        Bounds = new SearchBounds
        {
            MaxStates = MaxStates ?? long.MaxValue,
            MaxDepth = MaxDepth ?? int.MaxValue,
            MaxTime = MaxTicks is { } ticks ? TimeSpan.FromTicks(ticks) : TimeSpan.MaxValue,
            MaxBytes = MaxBytes ?? long.MaxValue,
        },
    };
}
