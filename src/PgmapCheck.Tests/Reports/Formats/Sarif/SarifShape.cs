using System.Text.Json.Nodes;

namespace PgmapCheck.Tests.Reports.Formats.Sarif;

/// <summary>
/// The part of the SARIF 2.1.0 schema (OASIS, sarif-schema-2.1.0.json) that the reports use, object by object. A
/// property that is not here may be in the schema: look there, and add it.
/// </summary>
internal static class SarifShape
{
    // A * is for what must be there; then comes the type: an object of this table, [an array] of one, one of some
    // words, or int with the least value that is allowed.
    private static readonly Dictionary<string, string> s_objects = new()
    {
        ["log"] = "$schema:text version*:2.1.0 runs*:[run]",
        ["run"] = "tool*:tool invocations:[invocation] results:[result] columnKind:utf16CodeUnits|unicodeCodePoints",
        ["tool"] = "driver*:component",
        ["component"] = "name*:text semanticVersion:text rules:[rule]",
        ["rule"] = "id*:text shortDescription:message",
        ["invocation"] =
            "executionSuccessful*:bool exitCode:int exitCodeDescription:text "
            + "toolExecutionNotifications:[notification] properties:bag",
        ["notification"] = "message*:message level:none|note|warning|error",
        ["result"] =
            "ruleId:text ruleIndex:int-1 level:none|note|warning|error message*:message locations:[location] "
            + "codeFlows:[codeFlow] "
            + "partialFingerprints:texts properties:bag baselineState:new|unchanged|updated|absent "
            + "suppressions:[suppression]",
        ["suppression"] = "kind*:inSource|external justification:text",
        ["message"] = "text*:text",
        ["location"] = "physicalLocation:physicalLocation logicalLocations:[logicalLocation] message:message",
        ["physicalLocation"] = "artifactLocation*:artifactLocation region:region",
        ["artifactLocation"] = "uri*:text",
        ["region"] = "startLine*:int1",
        ["logicalLocation"] = "name:text kind:text fullyQualifiedName:text properties:bag",
        ["codeFlow"] = "message:message threadFlows*:[threadFlow]",
        ["threadFlow"] = "id:text message:message locations*:[step]",
        ["step"] =
            "location:location nestingLevel:int0 executionOrder:int-1 importance:important|essential|unimportant",
    };

    /// <summary>What is wrong with a log, by the path to it; nothing if it is one.</summary>
    public static IEnumerable<string> Errors(JsonNode log) => Errors("log", log, "$");

    private static IEnumerable<string> Errors(string type, JsonNode? node, string path) =>
        type switch
        {
            "bag" => node is JsonObject ? [] : [$"{path}: no property bag"],
            "texts" => node is JsonObject texts && texts.All(entry => IsText(entry.Value)) ? [] : [$"{path}: no texts"],
            "text" => IsText(node) ? [] : [$"{path}: no text"],
            "bool" => node?.GetValueKind()
                is System.Text.Json.JsonValueKind.True
                    or System.Text.Json.JsonValueKind.False
                ? []
                : [$"{path}: no bool"],
            ['[', .. var element, ']'] => ElementErrors(element, node, path),
            ['i', 'n', 't', .. var least] => node is JsonValue number
            && number.TryGetValue(out int value)
            && (least.Length == 0 || value >= int.Parse(least, null))
                ? []
                : [$"{path}: no {type}"],
            _ when s_objects.TryGetValue(type, out var members) => ObjectErrors(members, node, path),
            _ => IsText(node) && type.Split('|').Contains((string)node!) ? [] : [$"{path}: not {type}"],
        };

    private static IEnumerable<string> ElementErrors(string element, JsonNode? node, string path) =>
        node is JsonArray array
            ? array.SelectMany((entry, i) => Errors(element, entry, $"{path}[{i}]"))
            : [$"{path}: no array"];

    private static IEnumerable<string> ObjectErrors(string members, JsonNode? node, string path)
    {
        if (node is not JsonObject found)
        {
            return [$"{path}: no object"];
        }

        var types = members
            .Split(' ')
            .Select(member => member.Split(':'))
            .ToDictionary(member => member[0].TrimEnd('*'), member => member[1]);
        var required = members
            .Split(' ')
            .Select(member => member.Split(':')[0])
            .Where(name => name.EndsWith('*'))
            .Select(name => name.TrimEnd('*'));
        return
        [
            .. required.Where(name => !found.ContainsKey(name)).Select(name => $"{path}: no {name}"),
            .. found.SelectMany(entry =>
                types.TryGetValue(entry.Key, out var type)
                    ? Errors(type, entry.Value, $"{path}.{entry.Key}")
                    : [$"{path}.{entry.Key}: unknown"]
            ),
        ];
    }

    private static bool IsText(JsonNode? node) => node?.GetValueKind() == System.Text.Json.JsonValueKind.String;
}
