using System.Text.Json;
using System.Text.Json.Serialization;
using Litmus.Verdicts;
using LitmusMachine;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.LitmusFiles;

/// <summary>The run as one JSON object: docs/reports.md describes it.</summary>
internal sealed class LitmusJsonFormat : IReportFormat<LitmusReport>
{
    private static readonly JsonLitmusContext s_context = new(JsonStyle.Options);

    public string Name => "json";

    public string Write(LitmusReport report) =>
        JsonSerializer.Serialize(JsonLitmusReport.Of(report), s_context.JsonLitmusReport) + "\n";
}

/// <summary>Writes <see cref="JsonLitmusReport"/> without reflection.</summary>
[JsonSerializable(typeof(JsonLitmusReport))]
internal sealed partial class JsonLitmusContext : JsonSerializerContext;

/// <summary>The whole run.</summary>
internal sealed record JsonLitmusReport(
    string Tool,
    string Model,
    int ExitCode,
    double Seconds,
    IReadOnlyDictionary<string, int> Outcomes,
    IReadOnlyList<JsonLitmusFile> Files
)
{
    public static JsonLitmusReport Of(LitmusReport report) =>
        new(
            PgmapCheck.Tool.NameAndVersion,
            report.Model.ToString().ToLowerInvariant(),
            (int)report.ExitCode,
            report.Elapsed.TotalSeconds,
            Enum.GetValues<LitmusOutcome>()
                .ToDictionary(outcome => JsonNamingPolicy.CamelCase.ConvertName($"{outcome}"), report.Count),
            [.. report.Files.Select(JsonLitmusFile.Of)]
        );
}

/// <summary>One file.</summary>
internal sealed record JsonLitmusFile(string File, string Outcome)
{
    public string? Test { get; init; }
    public string? Verdict { get; init; }
    public bool? DataRace { get; init; }
    public string? Recorded { get; init; }
    public string? Why { get; init; }
    public IReadOnlyList<string>? Flags { get; init; }
    public IReadOnlyList<string>? States { get; init; }
    public double? Seconds { get; init; }
    public JsonLitmusMachine? Machine { get; init; }
    public JsonLitmusExecution? Witness { get; init; }
    public JsonLitmusExecution? Forbidden { get; init; }
    public JsonLitmusExecution? Race { get; init; }

    public static JsonLitmusFile Of(LitmusResult file) =>
        new(file.Path, JsonNamingPolicy.CamelCase.ConvertName($"{file.Outcome}"))
        {
            Test = file.Test?.Name,
            Verdict = file.Verdict?.Answer?.ToString().ToLowerInvariant(),
            DataRace = file.Verdict?.Answer is null ? null : file.Verdict.HasDataRace,
            Recorded = file.Recorded,
            Why = file.Fault ?? file.Skipped ?? file.Verdict?.Incomplete,
            Flags = file.Verdict is { Flags.IsEmpty: false } flagged ? [.. flagged.Flags] : null,
            States = file.Verdict is { States.IsEmpty: false } listed ? [.. listed.States] : null,
            Seconds = file.Verdict?.Elapsed.TotalSeconds,
            Machine = file.Machine is { } machine ? JsonLitmusMachine.Of(machine) : null,
            Witness = JsonLitmusExecution.Of(file, file.Verdict?.Witness),
            Forbidden = JsonLitmusExecution.Of(file, file.Verdict?.Forbidden),
            Race = JsonLitmusExecution.Of(file, file.Verdict?.Race),
        };
}

/// <summary>What the engine's own memory says.</summary>
internal sealed record JsonLitmusMachine(
    string? Verdict,
    string Difference,
    bool LoadBuffering,
    long States,
    double Seconds
)
{
    public string? Why { get; init; }

    public static JsonLitmusMachine Of(MachineComparison machine) =>
        new(
            machine.Verdict.Answer?.ToString().ToLowerInvariant(),
            JsonNamingPolicy.CamelCase.ConvertName($"{machine.Difference}"),
            machine.Verdict.LoadBuffering,
            machine.Verdict.States,
            machine.Verdict.Elapsed.TotalSeconds
        )
        {
            Why = machine.Verdict.Incomplete,
        };
}

/// <summary>An execution.</summary>
internal sealed record JsonLitmusExecution(
    string State,
    string? Axiom,
    IReadOnlyList<JsonLitmusStep> Steps,
    IReadOnlyList<JsonLitmusEdge> Cycle
)
{
    public static JsonLitmusExecution? Of(LitmusResult file, Witness? witness) =>
        witness is null
            ? null
            : new(
                witness.State,
                witness.Axiom,
                [
                    .. witness.Steps.Select(step => new JsonLitmusStep(
                        step.Name,
                        file.Test!.Threads[step.Thread].Number,
                        step.Text,
                        step.Found,
                        step.Line
                    )),
                ],
                [.. witness.Cycle.Select(edge => new JsonLitmusEdge(edge.From, edge.Relation, edge.To))]
            );
}

/// <summary>What a thread does.</summary>
internal sealed record JsonLitmusStep(string Event, int Thread, string Text, string? From, int Line);

/// <summary>A step of a cycle.</summary>
internal sealed record JsonLitmusEdge(string From, string Relation, string To);
