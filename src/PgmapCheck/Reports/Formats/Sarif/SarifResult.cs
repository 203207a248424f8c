using System.Text.Json.Nodes;
using PgmapCheck.Reports.Races;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.Formats.Sarif;

/// <summary>What is wrong with a case, as SARIF results.</summary>
internal static class SarifResult
{
    /// <summary>The rule that a case ends as its file says.</summary>
    public const string Expectation = "a case ends as its file expects";

    /// <summary>The results.</summary>
    /// <param name="entry">The case.</param>
    /// <param name="hasBaseline">Whether results say if they are new.</param>
    public static IEnumerable<JsonObject> Of(CaseReport entry, bool hasBaseline) =>
        [
            .. entry.Races.Select(race => Standing(Of(race), entry, race, hasBaseline)),
            .. (entry.Result.Verdict?.NeverReached ?? []).Select(property =>
                Of(entry, property, "warning", $"never reached: {property}")
            ),
            .. entry.Result.Surprise is { } surprise
                ? [Of(entry, Expectation, "error", surprise)]
                : Array.Empty<JsonObject>(),
        ];

    private static JsonObject Standing(JsonObject result, CaseReport entry, Race race, bool hasBaseline)
    {
        if (hasBaseline)
        {
            result["baselineState"] = race.IsKnown ? "unchanged" : "new";
        }

        if (entry.Outcome == Outcome.ExpectedViolation)
        {
            result["suppressions"] = new JsonArray(
                new JsonObject { ["kind"] = "external", ["justification"] = "the scenario file expects it" }
            );
        }

        return result;
    }

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

        if (race.Failing.FirstOfLoop is { } first)
        {
            result["properties"]!["loopsFromStep"] = first;
        }

        if (!race.Trace.Steps.IsEmpty)
        {
            result["codeFlows"] = new JsonArray(SarifCodeFlow.Of(race));
        }

        return result;
    }

    private static JsonObject Of(CaseReport entry, string property, string level, string text)
    {
        var @case = entry.Result.Case;
        return new JsonObject
        {
            ["ruleId"] = SarifFormat.RuleId(property),
            ["level"] = level,
            ["message"] = SarifFormat.Message($"{text} (kernel {@case.Kernel}, scenario {@case.Scenario})"),
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
