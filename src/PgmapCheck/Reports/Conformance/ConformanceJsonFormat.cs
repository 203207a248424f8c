using System.Text.Json;
using System.Text.Json.Serialization;
using Interleave.Comparison;
using PgmapCheck.Properties.Conformance;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.Conformance;

/// <summary>The run as one JSON object: docs/conform.md describes it.</summary>
internal sealed class ConformanceJsonFormat : IReportFormat<ConformanceReport>
{
    private static readonly JsonConformanceContext s_context = new(JsonStyle.Options);

    public string Name => "json";

    public string Write(ConformanceReport report) =>
        JsonSerializer.Serialize(JsonConformance.Of(report), s_context.JsonConformance) + "\n";
}

/// <summary>Writes <see cref="JsonConformance"/> without reflection.</summary>
[JsonSerializable(typeof(JsonConformance))]
internal sealed partial class JsonConformanceContext : JsonSerializerContext;

/// <summary>The whole run.</summary>
internal sealed record JsonConformance(
    string Tool,
    string Tree,
    string Version,
    string Base,
    int ExitCode,
    int MaxStates,
    int MaxPairs,
    int Scenarios,
    int Threads,
    long Pairs,
    long States,
    IReadOnlyList<JsonConformanceFunction> Functions,
    IReadOnlyList<string> Stale,
    IReadOnlyList<string> LeftOut
)
{
    public static JsonConformance Of(ConformanceReport report) =>
        new(
            PgmapCheck.Tool.NameAndVersion,
            report.Tree,
            report.Version,
            report.Base,
            (int)report.ExitCode,
            report.Bounds.MaxStates,
            report.Bounds.MaxPairs,
            report.Counts.Scenarios,
            report.Counts.Threads,
            report.Counts.Pairs,
            report.Counts.States,
            [.. report.Functions.Select(JsonConformanceFunction.Of)],
            [.. report.Stale.Select(stale => stale.ToString())],
            report.LeftOut
        );
}

/// <summary>One function.</summary>
internal sealed record JsonConformanceFunction(
    string Function,
    string Verdict,
    bool Justified,
    string? Text,
    IReadOnlyList<string> Routines,
    int Places,
    IReadOnlyList<string> Scenarios,
    string? OtherForm,
    string? Why,
    IReadOnlyList<string> Justifications,
    IReadOnlyList<JsonConformanceDifference> Differences,
    IReadOnlyList<JsonConformanceDifference> Loads,
    int Behind
)
{
    public static JsonConformanceFunction Of(FunctionVerdict verdict) =>
        new(
            verdict.Function.Name,
            JsonNamingPolicy.CamelCase.ConvertName($"{verdict.Kind}"),
            !verdict.Justifications.IsEmpty,
            verdict.Place,
            verdict.Function.Routines,
            verdict.Places,
            verdict.Scenarios,
            verdict.OtherForm,
            verdict.Why,
            [.. verdict.Justifications.Select(justification => justification.Why)],
            [.. verdict.Differences.Select(JsonConformanceDifference.Of)],
            [.. verdict.Loads.Select(JsonConformanceDifference.Of)],
            verdict.Behind
        );
}

/// <summary>A difference.</summary>
internal sealed record JsonConformanceDifference(
    string Kind,
    string Scenario,
    string Thread,
    IReadOnlyList<JsonConformanceStep> Path,
    JsonConformanceSide? Hand,
    JsonConformanceSide? Text
)
{
    public static JsonConformanceDifference Of(FoundDifference found) =>
        new(
            JsonNamingPolicy.CamelCase.ConvertName($"{found.Difference.Kind}"),
            found.Scenario,
            found.Fiber,
            [.. found.Difference.Path.Select(JsonConformanceStep.Of)],
            JsonConformanceSide.Of(found.Difference.One),
            JsonConformanceSide.Of(found.Difference.Other)
        );
}

/// <summary>A step that both took, or one of them.</summary>
internal sealed record JsonConformanceStep(JsonConformanceSide? Hand, JsonConformanceSide? Text, string Found)
{
    public static JsonConformanceStep Of(AgreedStep step) =>
        new(JsonConformanceSide.Of(step.One), JsonConformanceSide.Of(step.Other), step.Result);
}

/// <summary>What one side does.</summary>
internal sealed record JsonConformanceSide(string Step, string Order, string At)
{
    public static JsonConformanceSide? Of(ComparedStep? step) =>
        step is null
            ? null
            : new(
                step.What,
                JsonNamingPolicy.CamelCase.ConvertName($"{step.Order}"),
                ConformanceLines.Places(step.Calls)
            );
}
