using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PgmapCheck.Cases;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>A history. The members are the fields of the JSON object.</summary>
internal sealed record JsonHistory
{
    /// <summary>The version of this format. A new field does not change it; one that goes or changes does.</summary>
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    public required string Tool { get; init; }

    public required JsonSearch Search { get; init; }

    /// <summary>True if every cell is searched to its end.</summary>
    public required bool Complete { get; init; }

    public required int ExitCode { get; init; }

    public required string ExitWord { get; init; }

    public required double Seconds { get; init; }

    public required ImmutableArray<JsonKernel> Kernels { get; init; }

    public required ImmutableArray<JsonScenario> Scenarios { get; init; }

    public required ImmutableArray<JsonHistoryCell> Cells { get; init; }

    public required ImmutableArray<JsonHistoryBug> Bugs { get; init; }

    public static JsonHistory Of(HistoryReport report) =>
        new()
        {
            Version = CurrentVersion,
            Tool = PgmapCheck.Tool.NameAndVersion,
            Search = JsonSearch.Of(report.Plan),
            Complete = report.History.Cells.All(cell => cell.IsComplete),
            ExitCode = (int)report.ExitCode,
            ExitWord = report.ExitWord,
            Seconds = Math.Round(report.Elapsed.TotalSeconds, 3),
            Kernels = [.. report.History.Kernels.Select(JsonKernel.Of)],
            Scenarios =
            [
                .. report.History.Scenarios.Select(scenario => new JsonScenario(scenario.Name, scenario.Summary)),
            ],
            Cells = [.. report.History.Cells.Select(JsonHistoryCell.Of)],
            Bugs = [.. report.History.Bugs.Select(bug => JsonHistoryBug.Of(report.History, bug))],
        };
}

/// <summary>A kernel, a column of a history.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Title">One line about it.</param>
/// <param name="IsRelease">True for a release as it was; false if it is changed, or configured in an unusual
/// way.</param>
internal sealed record JsonKernel(string Name, string Title, bool IsRelease)
{
    public static JsonKernel Of(KernelEntry kernel) => new(kernel.Name, kernel.Title, kernel.IsRelease);
}

/// <summary>A scenario, a row of a history.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Summary">One line about it.</param>
internal sealed record JsonScenario(string Name, string Summary);

/// <summary>Writes <see cref="JsonHistory"/> without reflection.</summary>
[JsonSerializable(typeof(JsonHistory))]
internal sealed partial class JsonHistoryContext : JsonSerializerContext;
