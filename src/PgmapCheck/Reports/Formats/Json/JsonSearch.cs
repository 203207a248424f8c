using PgmapCheck.Checking;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>How cases were searched. A bound that is null is none.</summary>
internal sealed record JsonSearch
{
    public required string Engine { get; init; }

    public required bool Symmetry { get; init; }

    public required bool SleepSets { get; init; }

    public required bool DropsCallers { get; init; }

    public required bool DropsDeadLocals { get; init; }

    public required int FingerprintBits { get; init; }

    /// <summary>off, weak or strong: which executions must end.</summary>
    public required string Liveness { get; init; }

    public required bool Audit { get; init; }

    /// <summary>Null unless the engine runs some schedules.</summary>
    public required ulong? Seed { get; init; }

    /// <summary>Null unless the engine runs some schedules.</summary>
    public required long? Runs { get; init; }

    /// <summary>Null unless the engine is pct.</summary>
    public required int? BugDepth { get; init; }

    public required long? MaxStates { get; init; }

    public required int? MaxDepth { get; init; }

    public required double? MaxSeconds { get; init; }

    public required long? MaxBytes { get; init; }

    public static JsonSearch Of(SearchPlan plan)
    {
        var (options, bounds) = (plan.Options, plan.Options.Bounds);
        return new JsonSearch
        {
            Engine = plan.Engine.ToString().ToLowerInvariant(),
            Symmetry = options.Symmetry,
            SleepSets = options.SleepSets,
            DropsCallers = options.DropsCallers,
            DropsDeadLocals = options.DropsDeadLocals,
            FingerprintBits = options.FingerprintBits,
            Liveness = options.Liveness.ToString().ToLowerInvariant(),
            Audit = options.AuditEvery > 0,
            Seed = plan.IsSampling ? plan.Seed : null,
            Runs = plan.IsSampling ? plan.Runs : null,
            BugDepth = plan.Engine == Checking.Engine.Pct ? plan.Depth : null,
            MaxStates = bounds.MaxStates == long.MaxValue ? null : bounds.MaxStates,
            MaxDepth = bounds.MaxDepth == int.MaxValue ? null : bounds.MaxDepth,
            MaxSeconds = bounds.MaxTime == TimeSpan.MaxValue ? null : bounds.MaxTime.TotalSeconds,
            MaxBytes = bounds.MaxBytes == long.MaxValue ? null : bounds.MaxBytes,
        };
    }
}
