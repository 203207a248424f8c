using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace PgmapCheck.Reports.Formats.Sarif;

/// <summary>
/// SARIF 2.1.0, the OASIS standard for results of analysis tools: the properties that failed are the rules, and an
/// execution is a code flow with a thread flow for each CPU.
/// </summary>
internal sealed class SarifFormat : IReportFormat<RunReport>
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";

    private static readonly JsonSerializerOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        WriteIndented = true,
        NewLine = "\n",
    };

    public string Name => "sarif";

    public string Write(RunReport report)
    {
        var rules = report.Cases.SelectMany(PropertiesOf).DistinctBy(RuleId).ToImmutableArray();
        var ids = rules.Select(RuleId).ToImmutableArray();
        return new JsonObject
            {
                ["$schema"] = Schema,
                ["version"] = "2.1.0",
                ["runs"] = new JsonArray(
                    new JsonObject
                    {
                        ["tool"] = new JsonObject
                        {
                            ["driver"] = new JsonObject
                            {
                                ["name"] = "pgmapcheck",
                                ["semanticVersion"] = Tool.Version,
                                ["rules"] = new JsonArray([.. rules.Select(RuleOf)]),
                            },
                        },
                        ["invocations"] = new JsonArray(SarifInvocation.Of(report)),
                        ["results"] = new JsonArray([
                            .. report
                                .Cases.SelectMany(entry => SarifResult.Of(entry, report.Baseline.IsAny))
                                .Select(result => Indexed(result, ids)),
                        ]),
                        ["columnKind"] = "utf16CodeUnits",
                    }
                ),
            }.ToJsonString(s_options) + "\n";
    }

    /// <summary>A property's name as a stable identifier.</summary>
    public static string RuleId(string property)
    {
        var id = new StringBuilder();
        foreach (var c in property)
        {
            id.Append(
                char.IsAsciiLetterOrDigit(c) || c == '_' ? char.ToLowerInvariant(c)
                : id is [.., not '-'] ? '-'
                : ""
            );
        }

        return id.ToString().Trim('-') is { Length: > 0 } text ? text : "property";
    }

    /// <summary>A message. Braces stand for themselves only when they are doubled.</summary>
    public static JsonObject Message(string text) =>
        new()
        {
            ["text"] = text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal),
        };

    private static IEnumerable<string> PropertiesOf(CaseReport entry) =>
        [
            .. entry.Races.Select(race => race.Violation.Property),
            .. entry.Result.Verdict?.NeverReached ?? [],
            .. entry.Result.Surprise is null ? Array.Empty<string>() : [SarifResult.Expectation],
        ];

    private static JsonObject RuleOf(string property) =>
        new() { ["id"] = RuleId(property), ["shortDescription"] = Message(property) };

    private static JsonObject Indexed(JsonObject result, ImmutableArray<string> ids)
    {
        result.Insert(1, "ruleIndex", ids.IndexOf((string)result["ruleId"]!));
        return result;
    }
}
