using System.Text.Json.Nodes;
using PgmapCheck.Reports.Races;

namespace PgmapCheck.Reports.Formats.Sarif;

/// <summary>An execution as SARIF: each CPU's steps, numbered in the order in which they are taken.</summary>
internal static class SarifCodeFlow
{
    public static JsonObject Of(Race race) =>
        new()
        {
            ["message"] = SarifFormat.Message(
                $"{Quantity.Of(race.Trace.Steps.Length, "step")}, {Quantity.Of(race.Failing.Preemptions, "preemption")}"
            ),
            ["threadFlows"] = new JsonArray([
                .. Enumerable
                    .Range(0, race.Trace.Fibers.Length)
                    .Select(fiber => ThreadOf(race, fiber))
                    .OfType<JsonNode>(),
            ]),
        };

    private static JsonObject? ThreadOf(Race race, int fiber)
    {
        var locations = race
            .Trace.Steps.Where(step => step.Fiber == fiber)
            .Select(step =>
                LocationOf(
                    SarifLocation.Of(race, step.Number, step.Stack),
                    race.Failing.Describe(step),
                    step.Number,
                    step.Stack.Count(call => call.Name is not null),
                    step.Number == race.Decided?.Step
                )
            )
            .ToList();
        var end = race.Trace.Fibers[fiber];
        if (end is { IsBlocked: true, IsDaemon: false })
        {
            locations.Add(
                LocationOf(
                    SarifLocation.Of(race, 0, end.Stack),
                    $"waits: {end.Next}",
                    race.Trace.Steps.Length + 1,
                    end.Stack.Count(call => call.Name is not null),
                    false
                )
            );
        }

        return locations.Count == 0
            ? null
            : new JsonObject
            {
                ["id"] = $"{fiber}",
                ["message"] = SarifFormat.Message(end.Name),
                ["locations"] = new JsonArray([.. locations]),
            };
    }

    private static JsonObject LocationOf(JsonObject location, string text, int order, int level, bool isDecisive)
    {
        location["message"] = SarifFormat.Message(text);
        return new JsonObject
        {
            ["location"] = location,
            ["nestingLevel"] = Math.Max(0, level - 1),
            ["executionOrder"] = order,
            ["importance"] = isDecisive ? "essential" : "important",
        };
    }
}
