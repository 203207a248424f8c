using System.Collections.Immutable;
using System.Text.Json;

namespace PgmapCheck.Results;

/// <summary>What came of a case, as a JSON report says it.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Scenario">The scenario.</param>
/// <param name="Outcome">The verdict in a word.</param>
/// <param name="Violated">The properties that are violated, in order.</param>
/// <param name="States">How many states were searched; null without a verdict.</param>
internal sealed record CaseSummary(
    string Kernel,
    string Scenario,
    string Outcome,
    ImmutableArray<string> Violated,
    long? States
)
{
    private const int LargestReport = 512 << 20;

    /// <summary>What came of a case.</summary>
    public static CaseSummary Of(CaseResult result) =>
        new(
            result.Case.Kernel,
            result.Case.Scenario,
            result.Outcome.Word(),
            [
                .. (result.Verdict?.Counterexamples ?? [])
                    .Select(found => found.Violation.Property)
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ],
            result.Verdict?.States
        );

    /// <summary>Kernel and scenario.</summary>
    public string Name => $"{Kernel}/{Scenario}";

    /// <summary>The cases of a JSON report.</summary>
    /// <exception cref="UsageException">It cannot be read, or is none.</exception>
    public static ImmutableArray<CaseSummary> ReadReport(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(TextFile.Read(path, LargestReport));
            return document.RootElement.GetProperty("version").GetInt32() != 1
                ? throw NoReport(path, null)
                : [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(Of)];
        }
        catch (Exception e)
            when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw NoReport(path, e);
        }
    }

    private static CaseSummary Of(JsonElement entry) =>
        new(
            entry.GetProperty("kernel").GetString()!,
            entry.GetProperty("scenario").GetString()!,
            entry.GetProperty("verdict").GetString()!,
            [
                .. entry
                    .GetProperty("counterexamples")
                    .EnumerateArray()
                    .Select(found => found.GetProperty("property").GetString()!)
                    .Distinct()
                    .Order(StringComparer.Ordinal),
            ],
            entry.GetProperty("states") is { ValueKind: JsonValueKind.Number } states ? states.GetInt64() : null
        );

    private static UsageException NoReport(string path, Exception? cause) =>
        new($"{path}: expected a report that 'check --report json={path}' wrote", cause);
}
