using System.Text.Json.Nodes;
using PgmapCheck.Reports.Races;

namespace PgmapCheck.Reports.Formats.Sarif;

/// <summary>What is wrong with a case, as SARIF results.</summary>
internal static class SarifResult
{
    public static IEnumerable<JsonObject> Of(CaseReport entry) =>
        [
            .. entry.Races.Select(Of),
            .. (entry.Result.Verdict?.NeverReached ?? []).Select(property => Of(entry, property)),
        ];

    private static JsonObject Of(Race race)
    {
        var result = new JsonObject
        {
            ["ruleId"] = SarifFormat.RuleId(race.Violation.Property),
            ["level"] = "error",
            ["message"] = SarifFormat.Message(
                $"{race.Headline}: {race.Violation.Explanation} (kernel {race.Kernel}, scenario {race.Scenario})"
            ),
            ["locations"] = new JsonArray(SarifLocation.Of(race)),
            ["partialFingerprints"] = Fingerprint(race.Kernel, race.Scenario, race.Violation.Property),
            ["properties"] = new JsonObject
            {
                ["kernel"] = race.Kernel,
                ["scenario"] = race.Scenario,
                ["property"] = race.Violation.Property,
                ["schedule"] = race.Trace.Schedule.ToString(),
                ["knownBug"] = race.KnownBug?.Id,
                ["fixedBy"] = race.KnownBug?.FixedBy,
            },
        };
        if (race.TracePath is { } trace && race.Trace.Steps.Any(step => step.Stack.Any(call => call.Place is not null)))
        {
            result["properties"]!["trace"] = trace; // the locations are in the kernel tree
        }

        if (race.FirstOfLoop is { } first)
        {
            result["properties"]!["loopsFromStep"] = first;
        }

        if (!race.Trace.Steps.IsEmpty)
        {
            result["codeFlows"] = new JsonArray(SarifCodeFlow.Of(race));
        }

        return result;
    }

    private static JsonObject Of(CaseReport entry, string property)
    {
        var @case = entry.Result.Case;
        return new JsonObject
        {
            ["ruleId"] = SarifFormat.RuleId(property),
            ["level"] = "warning",
            ["message"] = SarifFormat.Message(
                $"never reached: {property} (kernel {@case.Kernel}, scenario {@case.Scenario})"
            ),
            ["partialFingerprints"] = Fingerprint(@case.Kernel, @case.Scenario, property),
            ["properties"] = new JsonObject
            {
                ["kernel"] = @case.Kernel,
                ["scenario"] = @case.Scenario,
                ["property"] = property,
            },
        };
    }

    // The same problem in the next run, whatever schedule shows it there.
    private static JsonObject Fingerprint(string kernel, string scenario, string property) =>
        new() { ["caseAndProperty/v1"] = $"{kernel}/{scenario}: {property}" };
}
