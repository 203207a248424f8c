using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Interleave.Search;
using PgmapCheck.Benchmarks;

namespace PgmapCheck.Reports;

/// <summary>What a benchmark measured. The members are the fields of the JSON object.</summary>
internal sealed record BenchmarkReport
{
    public required string Scenario { get; init; }

    public required int Togglers { get; init; }

    public required int Putters { get; init; }

    public required int Getters { get; init; }

    /// <summary>The broken form searched; null for the correct one.</summary>
    public required string? Broken { get; init; }

    public required string Strategy { get; init; }

    public required bool Symmetry { get; init; }

    public required bool SleepSets { get; init; }

    public required bool ConditionalIndependence { get; init; }

    public required bool PersistentSets { get; init; }

    public required bool LiptonReduction { get; init; }

    public required bool TailCallElimination { get; init; }

    public required bool DropsDeadLocals { get; init; }

    public required int FingerprintBits { get; init; }

    /// <summary>How many threads searched.</summary>
    public required int Workers { get; init; }

    public required long States { get; init; }

    public required long Transitions { get; init; }

    /// <summary>Complete executions, of an engine that counts them.</summary>
    public required long Executions { get; init; }

    /// <summary>Executions that it gave up as repetitions.</summary>
    public required long RedundantExecutions { get; init; }

    public required int Depth { get; init; }

    public required bool Complete { get; init; }

    /// <summary>Why the search is not complete; null if it is.</summary>
    public required string? Incomplete { get; init; }

    /// <summary>The violated property found first; null if none.</summary>
    public required string? Violation { get; init; }

    public required double Seconds { get; init; }

    public required double CpuSeconds { get; init; }

    /// <summary>The most bytes that the search's own structures took.</summary>
    public required long PeakBytes { get; init; }

    /// <summary>The most memory that the whole process had.</summary>
    public required long PeakWorkingSetBytes { get; init; }

    public double StatesPerCpuSecond => Math.Round(States / Math.Max(1e-6, CpuSeconds));

    public double BytesPerState => Math.Round((double)PeakBytes / Math.Max(1, States), 1);

    /// <summary>How the run ends.</summary>
    [JsonIgnore]
    public ExitCode ExitCode =>
        Violation is not null ? ExitCode.Violated
        : Complete ? ExitCode.Held
        : ExitCode.Incomplete;

    public static BenchmarkReport Of(BenchmarkRequest request, SearchOptions options, Verdict verdict)
    {
        using var process = Process.GetCurrentProcess();
        return new BenchmarkReport
        {
            Scenario = request.Scenario,
            Togglers = request.Sizes.Togglers,
            Putters = request.Sizes.Putters,
            Getters = request.Sizes.Getters,
            Broken = request.Broken,
            Strategy = verdict.Strategy,
            Symmetry = options.Symmetry,
            SleepSets = verdict.UsedSleepSets,
            ConditionalIndependence = options.ConditionalIndependence,
            PersistentSets = options.PersistentSets,
            LiptonReduction = options.LiptonReduction,
            TailCallElimination = options.TailCallElimination,
            DropsDeadLocals = options.DropsDeadLocals,
            FingerprintBits = options.FingerprintBits,
            Workers = verdict.Workers,
            States = verdict.States,
            Transitions = verdict.Transitions,
            Executions = verdict.Executions,
            RedundantExecutions = verdict.RedundantExecutions,
            Depth = verdict.Depth,
            Complete = verdict.Complete,
            Incomplete = verdict.Incomplete,
            Violation = verdict.Counterexamples.FirstOrDefault()?.Violation.Property,
            Seconds = Math.Round(verdict.Elapsed.TotalSeconds, 6),
            CpuSeconds = Math.Round(verdict.CpuTime.TotalSeconds, 6),
            PeakBytes = verdict.PeakBytes,
            PeakWorkingSetBytes = process.PeakWorkingSet64,
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, BenchmarkJson.Default.BenchmarkReport);

    /// <summary>Prints it for people.</summary>
    public void WriteTo(Terminal terminal) =>
        new PlainTable(
            ["benchmark", Title],
            [
                [
                    "search",
                    $"{Strategy}{(Symmetry ? ", symmetry" : "")}{(SleepSets ? ", sleep sets" : "")}, "
                        + $"{FingerprintBits}-bit{(Workers > 1 ? $", {Workers} threads" : "")}",
                ],
                [
                    "verdict",
                    Violation is not null ? $"VIOLATED: {Violation}"
                    : Complete ? "proved"
                    : $"incomplete: {Incomplete}",
                ],
                ["states", $"{States:N0}"],
                ["transitions", $"{Transitions:N0}"],
                .. Executions == 0
                    ? (string[][])[]
                    :
                    [
                        ["executions", $"{Executions:N0}, and {RedundantExecutions:N0} given up as repetitions"],
                    ],
                ["depth", $"{Depth:N0}"],
                ["time", $"{Seconds:0.000} s, CPU {CpuSeconds:0.000} s"],
                [
                    "speed",
                    $"{StatesPerCpuSecond:N0} states, {Transitions / Math.Max(1e-6, CpuSeconds):N0} transitions per "
                        + "CPU second",
                ],
                [
                    "memory",
                    $"{Quantity.OfBytes(PeakBytes)}, {BytesPerState:0.0} bytes per state; process "
                        + $"{Quantity.OfBytes(PeakWorkingSetBytes)}",
                ],
            ]
        ).WriteTo(terminal);

    private string Title =>
        string.Join(
            ", ",
            new[]
            {
                Scenario,
                Role(Togglers, "toggler"),
                Role(Putters, "putter"),
                Role(Getters, "getter"),
                Broken is null ? null : $"broken: {Broken}",
            }.OfType<string>()
        );

    private static string? Role(int count, string name) => count == 0 ? null : Quantity.Of(count, name);
}

/// <summary>Writes <see cref="BenchmarkReport"/> without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BenchmarkReport))]
internal sealed partial class BenchmarkJson : JsonSerializerContext;
