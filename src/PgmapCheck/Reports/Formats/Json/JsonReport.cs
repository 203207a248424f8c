using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>A run. The members are the fields of the JSON object.</summary>
internal sealed record JsonReport
{
    /// <summary>The version of this format. A new field does not change it; one that goes or changes does.</summary>
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    public required string Tool { get; init; }

    public required JsonSearch Search { get; init; }

    /// <summary>True if nothing was left out: no bound was hit, no case without a verdict, none not begun.</summary>
    public required bool Complete { get; init; }

    public required int ExitCode { get; init; }

    public required string ExitWord { get; init; }

    public required ImmutableArray<JsonCase> Cases { get; init; }

    /// <summary>The names of the cases that an interrupt left out.</summary>
    public required ImmutableArray<string> NotBegun { get; init; }

    /// <summary>The names that verdicts on a kernel tree take on trust; null for kernels by hand.</summary>
    public required ImmutableArray<JsonTrustedName>? Trusted { get; init; }

    /// <summary>What the run reached; null without --coverage.</summary>
    public required JsonCoverage? Coverage { get; init; }

    public static JsonReport Of(RunReport report) =>
        new()
        {
            Version = CurrentVersion,
            Tool = PgmapCheck.Tool.NameAndVersion,
            Search = JsonSearch.Of(report.Plan),
            Complete = report.IsComplete,
            ExitCode = (int)report.ExitCode,
            ExitWord = report.ExitWord,
            Cases = [.. report.Cases.Select(JsonCase.Of)],
            NotBegun = [.. report.NotBegun.Select(@case => @case.Name)],
            Trusted = JsonTrustedName.Of(report),
            Coverage = report.Coverage is { } coverage ? JsonCoverage.Of(coverage) : null,
        };
}

/// <summary>Writes <see cref="JsonReport"/> without reflection.</summary>
[JsonSerializable(typeof(JsonReport))]
internal sealed partial class JsonReportContext : JsonSerializerContext;
