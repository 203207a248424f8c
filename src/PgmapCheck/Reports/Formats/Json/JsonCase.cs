using System.Collections.Immutable;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>One case. The figures are null if there is no verdict.</summary>
internal sealed record JsonCase
{
    public required string Kernel { get; init; }

    public required string Scenario { get; init; }

    /// <summary>proved, expected violation, known violation, violated, expectation not met, never reached, incomplete
    /// or error.</summary>
    public required string Verdict { get; init; }

    /// <summary>In what the case is not as its file says; null if it is, or if the file says nothing.</summary>
    public required string? Expectation { get; init; }

    public required bool Complete { get; init; }

    public required string? IncompleteReason { get; init; }

    /// <summary>Why there is no verdict; null if there is one.</summary>
    public required string? Error { get; init; }

    public required string? Strategy { get; init; }

    public required long? States { get; init; }

    public required long? Transitions { get; init; }

    public required long? Executions { get; init; }

    public required int? Depth { get; init; }

    public required double? Seconds { get; init; }

    public required double? CpuSeconds { get; init; }

    public required long? PeakBytes { get; init; }

    public required int? FingerprintBits { get; init; }

    public required double? FalseMergeBound { get; init; }

    /// <summary>What an engine that proves nothing did, and what it did not look at.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    public required ImmutableArray<string> NeverReached { get; init; }

    /// <summary>Whether every fair execution ends; null if that was not asked.</summary>
    public required JsonTermination? Termination { get; init; }

    /// <summary>What it reached; null without --coverage.</summary>
    public required JsonCaseCoverage? Coverage { get; init; }

    /// <summary>The functions of a kernel tree that it ran; null for a kernel by hand.</summary>
    public required ImmutableArray<JsonTextFunction>? Functions { get; init; }

    /// <summary>What a verdict on a harness rests on; null if it is none, or its verdict is from a blob.</summary>
    public required JsonHarness? Harness { get; init; }

    public required ImmutableArray<JsonCounterexample> Counterexamples { get; init; }

    public static JsonCase Of(CaseReport entry)
    {
        var (result, verdict) = (entry.Result, entry.Result.Verdict);
        return new JsonCase
        {
            Kernel = result.Case.Kernel,
            Scenario = result.Case.Scenario,
            Verdict = entry.Outcome.Word(),
            Expectation = result.Surprise,
            Complete = verdict is { Complete: true },
            IncompleteReason = verdict?.Incomplete,
            Error = result.ErrorLine,
            Strategy = verdict?.Strategy,
            States = verdict?.States,
            Transitions = verdict?.Transitions,
            Executions = verdict?.Executions,
            Depth = verdict?.Depth,
            Seconds = Rounded(verdict?.Elapsed),
            CpuSeconds = Rounded(verdict?.CpuTime),
            PeakBytes = verdict?.PeakBytes,
            FingerprintBits = verdict?.FingerprintBits,
            FalseMergeBound = verdict?.FalseMergeBound,
            Notes = verdict?.Notes ?? [],
            NeverReached = verdict?.NeverReached ?? [],
            Termination = verdict?.Termination is { } termination ? JsonTermination.Of(termination) : null,
            Coverage = verdict?.Coverage is { } coverage ? JsonCaseCoverage.Of(coverage) : null,
            Functions = result.Case.Text is { } text ? [.. text.Functions.Select(JsonTextFunction.Of)] : null,
            Harness = result.Case.Harness is { Code.Use.HasRun: true } harness ? JsonHarness.Of(harness) : null,
            Counterexamples = [.. entry.Races.Select(JsonCounterexample.Of)],
        };
    }

    private static double? Rounded(TimeSpan? time) => time is { } value ? Math.Round(value.TotalSeconds, 6) : null;
}
