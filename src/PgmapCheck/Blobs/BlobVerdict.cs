using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Interleave.Memory;
using Interleave.Search;
using Interleave.Traces;
using PgmapCheck.Cases;
using PgmapCheck.Results;

namespace PgmapCheck.Blobs;

/// <summary>A verdict with its figures. Times are in units of 100 ns.</summary>
internal sealed record BlobVerdict
{
    public required string Strategy { get; init; }

    [JsonConverter(typeof(JsonStringEnumConverter<MemoryModel>))]
    public required MemoryModel Memory { get; init; }

    public required string? Incomplete { get; init; }

    public required ImmutableArray<string> NeverReached { get; init; }

    public required bool UsedSleepSets { get; init; }

    public required ImmutableArray<string> Notes { get; init; }

    public required long FinalStates { get; init; }

    public required long States { get; init; }

    public required int Workers { get; init; }

    public required long Transitions { get; init; }

    public required long Executions { get; init; }

    public required long RedundantExecutions { get; init; }

    public required int Depth { get; init; }

    public required long Elapsed { get; init; }

    public required long CpuTime { get; init; }

    public required long PeakBytes { get; init; }

    public required int FingerprintBits { get; init; }

    public required BlobTermination? Termination { get; init; }

    public required BlobCoverage? Coverage { get; init; }

    /// <summary>What this shard has looked at; null if the case is not shared.</summary>
    public required BlobPart? Part { get; init; }

    public required ImmutableArray<BlobCounterexample> Counterexamples { get; init; }

    /// <summary>See <see cref="Verdict.Unknown"/>.</summary>
    public required ImmutableArray<BlobCounterexample> Unknown { get; init; }

    public static BlobVerdict Of(Verdict verdict, ImmutableArray<Finding> findings) =>
        new()
        {
            Strategy = verdict.Strategy,
            Memory = verdict.Memory,
            Incomplete = verdict.Incomplete,
            NeverReached = verdict.NeverReached,
            UsedSleepSets = verdict.UsedSleepSets,
            Notes = verdict.Notes,
            FinalStates = verdict.FinalStates,
            States = verdict.States,
            Workers = verdict.Workers,
            Transitions = verdict.Transitions,
            Executions = verdict.Executions,
            RedundantExecutions = verdict.RedundantExecutions,
            Depth = verdict.Depth,
            Elapsed = verdict.Elapsed.Ticks,
            CpuTime = verdict.CpuTime.Ticks,
            PeakBytes = verdict.PeakBytes,
            FingerprintBits = verdict.FingerprintBits,
            Part = verdict.Part is { } part ? BlobPart.Of(part) : null,
            Termination = verdict.Termination is { } termination ? BlobTermination.Of(termination) : null,
            Coverage = verdict.Coverage is { } coverage ? BlobCoverage.Of(coverage) : null,
            Counterexamples = [.. findings.Select(static finding => BlobCounterexample.Of(finding.Counterexample))],
            Unknown = [.. verdict.Unknown.Select(BlobCounterexample.Of)],
        };

    /// <summary>The violations, each replayed.</summary>
    /// <exception cref="InvalidOperationException">A replay does not show what the blob says.</exception>
    public ImmutableArray<Finding> FindingsOf(Case @case) =>
        [.. Counterexamples.Select(found => found.ToFinding(@case))];

    /// <summary>The ways to what has no meaning, each replayed.</summary>
    /// <exception cref="InvalidOperationException">A replay does not show what the blob says.</exception>
    public ImmutableArray<Counterexample> UnknownOf(Case @case) =>
        [.. Unknown.Select(found => found.ToFinding(@case).Counterexample)];

    public Verdict ToVerdict(ImmutableArray<Finding> findings, ImmutableArray<Counterexample> unknown) =>
        new()
        {
            Strategy = Strategy,
            Memory = Memory,
            Incomplete = Incomplete,
            Counterexamples = [.. findings.Select(finding => finding.Counterexample)],
            Unknown = unknown,
            NeverReached = NeverReached,
            UsedSleepSets = UsedSleepSets,
            Notes = Notes,
            FinalStates = FinalStates,
            States = States,
            Workers = Workers,
            Transitions = Transitions,
            Executions = Executions,
            RedundantExecutions = RedundantExecutions,
            Depth = Depth,
            Elapsed = TimeSpan.FromTicks(Elapsed),
            CpuTime = TimeSpan.FromTicks(CpuTime),
            PeakBytes = PeakBytes,
            FingerprintBits = FingerprintBits,
            Termination = Termination?.ToTermination(),
            Coverage = Coverage?.ToCoverage(),
        };
}
