using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Interleave.Search;

namespace PgmapCheck.Results;

/// <summary>
/// How cases are searched, as far as every JSON object says it in the same way: reports, and what a run leaves for
/// another. A bound that is null is none. Fields stand in the order of the given numbers, so that the text of a format
/// stays.
/// </summary>
internal abstract record SearchFields
{
    protected const int First = -2;
    protected const int BoundsAt = 1;
    protected const int TimeAt = 2;
    private const int ReductionsAt = -1;
    private const int BytesAt = 3;

    protected SearchFields() { }

    [SetsRequiredMembers]
    protected SearchFields(SearchOptions options)
    {
        Symmetry = options.Symmetry;
        SleepSets = options.SleepSets;
        ConditionalIndependence = options.ConditionalIndependence;
        PersistentSets = options.PersistentSets;
        LiptonReduction = options.LiptonReduction;
        TailCallElimination = options.TailCallElimination;
        DropsDeadLocals = options.DropsDeadLocals;
        FingerprintBits = options.FingerprintBits;
        var bounds = options.Bounds;
        MaxStates = bounds.MaxStates == long.MaxValue ? null : bounds.MaxStates;
        MaxDepth = bounds.MaxDepth == int.MaxValue ? null : bounds.MaxDepth;
        MaxBytes = bounds.MaxBytes == long.MaxValue ? null : bounds.MaxBytes;
    }

    [JsonPropertyOrder(ReductionsAt)]
    public required bool Symmetry { get; init; }

    [JsonPropertyOrder(ReductionsAt)]
    public required bool SleepSets { get; init; }

    [JsonPropertyOrder(ReductionsAt)]
    public required bool ConditionalIndependence { get; init; }

    [JsonPropertyOrder(ReductionsAt)]
    public required bool PersistentSets { get; init; }

    [JsonPropertyOrder(ReductionsAt)]
    public required bool LiptonReduction { get; init; }

    [JsonPropertyOrder(ReductionsAt)]
    public required bool TailCallElimination { get; init; }

    [JsonPropertyOrder(ReductionsAt)]
    public required bool DropsDeadLocals { get; init; }

    [JsonPropertyOrder(ReductionsAt)]
    public required int FingerprintBits { get; init; }

    [JsonPropertyOrder(BoundsAt)]
    public required long? MaxStates { get; init; }

    [JsonPropertyOrder(BoundsAt)]
    public required int? MaxDepth { get; init; }

    [JsonPropertyOrder(BytesAt)]
    public required long? MaxBytes { get; init; }

    /// <summary>The options that it was made of, as far as they are here.</summary>
    protected SearchOptions ToOptions(TimeSpan maxTime) =>
        new()
        {
            Symmetry = Symmetry,
            SleepSets = SleepSets,
            ConditionalIndependence = ConditionalIndependence,
            PersistentSets = PersistentSets,
            LiptonReduction = LiptonReduction,
            TailCallElimination = TailCallElimination,
            DropsDeadLocals = DropsDeadLocals,
            FingerprintBits = FingerprintBits,
            Bounds = new SearchBounds
            {
                MaxStates = MaxStates ?? long.MaxValue,
                MaxDepth = MaxDepth ?? int.MaxValue,
                MaxTime = maxTime,
                MaxBytes = MaxBytes ?? long.MaxValue,
            },
        };
}
