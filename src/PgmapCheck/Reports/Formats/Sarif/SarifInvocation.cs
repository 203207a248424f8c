using System.Text.Json.Nodes;
using PgmapCheck.Results;

namespace PgmapCheck.Reports.Formats.Sarif;

/// <summary>How a run went: what it left out, for its results alone would not tell.</summary>
internal static class SarifInvocation
{
    public static JsonObject Of(RunReport report) =>
        new()
        {
            ["executionSuccessful"] = report.IsComplete,
            ["exitCode"] = (int)report.ExitCode,
            ["exitCodeDescription"] = report.ExitWord,
            ["toolExecutionNotifications"] = new JsonArray([.. NotificationsOf(report)]),
            ["properties"] = new JsonObject(
                SearchFacts.Of(report.Plan).Select(fact => KeyValuePair.Create(fact.Name, (JsonNode?)fact.Value))
            ),
        };

    private static IEnumerable<JsonNode> NotificationsOf(RunReport report)
    {
        foreach (var result in report.Cases.Select(entry => entry.Result))
        {
            if (result.ErrorLine is { } error)
            {
                yield return Notification("error", $"{result.Case.Name} has no verdict: {error}");
            }

            if (result.Verdict?.Incomplete is { } reason)
            {
                yield return Notification("warning", $"{result.Case.Name} is incomplete: {reason}");
            }
        }

        foreach (var @case in report.NotBegun)
        {
            yield return Notification("warning", $"{@case.Name} was not begun: {report.NotBegunBecause}");
        }
    }

    private static JsonObject Notification(string level, string text) =>
        new() { ["level"] = level, ["message"] = SarifFormat.Message(text) };
}
