using System.Text.Json.Serialization;
using Interleave.Search;

namespace PgmapCheck.Blobs;

/// <summary>What is known about whether every fair execution ends.</summary>
internal sealed record BlobTermination
{
    [JsonConverter(typeof(JsonStringEnumConverter<Liveness>))]
    public required Liveness Fairness { get; init; }

    [JsonConverter(typeof(JsonStringEnumConverter<TerminationProof>))]
    public required TerminationProof DecidedBy { get; init; }

    public required long States { get; init; }

    public required long Transitions { get; init; }

    public required int FingerprintBits { get; init; }

    /// <summary>In units of 100 ns.</summary>
    public required long CpuTime { get; init; }

    public required string? Undecided { get; init; }

    public static BlobTermination Of(Termination termination) =>
        new()
        {
            Fairness = termination.Fairness,
            DecidedBy = termination.DecidedBy,
            States = termination.States,
            Transitions = termination.Transitions,
            FingerprintBits = termination.FingerprintBits,
            CpuTime = termination.CpuTime.Ticks,
            Undecided = termination.Undecided,
        };

    public Termination ToTermination() =>
        new(Fairness, DecidedBy)
        {
            States = States,
            Transitions = Transitions,
            FingerprintBits = FingerprintBits,
            CpuTime = TimeSpan.FromTicks(CpuTime),
            Undecided = Undecided,
        };
}
