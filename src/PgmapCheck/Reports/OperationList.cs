using PgmapCheck.Model.Programs;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Reports;

/// <summary>The operations of scenario files: their arguments, what they need and give, and the releases that have
/// them.</summary>
internal static class OperationList
{
    public static void WriteTo(Terminal terminal)
    {
        new PlainTable(
            ["operation", "arguments", "holds", "kernels", ""],
            [
                .. Operations.All.Select(operation =>
                    new[]
                    {
                        operation.Name,
                        ArgumentsOf(operation),
                        HoldingsOf(operation),
                        KernelsOf(operation),
                        operation.Summary,
                    }
                ),
            ]
        ).WriteTo(terminal);
    }

    private static string ArgumentsOf(Operation operation) =>
        operation.Arguments is not [var kind]
            ? "-"
            : kind switch
            {
                ArgumentKind.Page => "PAGE",
                ArgumentKind.Pages => "PAGE...",
                ArgumentKind.FilePage => "FILE[i]",
                ArgumentKind.FileRange => "FILE[i..j]",
                _ => kind.ToString().ToUpperInvariant(),
            };

    private static string HoldingsOf(Operation operation)
    {
        string[] all =
        [
            .. operation.Needs is { } needs ? [$"needs {Name(needs)}"] : Array.Empty<string>(),
            .. operation.Takes is { } takes ? [$"takes {Name(takes)}"] : Array.Empty<string>(),
            .. operation.Drops is { } drops ? [$"drops {Name(drops)}"] : Array.Empty<string>(),
            .. operation.Waits ? ["waits, hold nothing"] : Array.Empty<string>(),
        ];
        return all.Length == 0 ? "-" : string.Join(", ", all);
    }

    private static string Name(HoldingKind kind) =>
        kind switch
        {
            HoldingKind.Reference => "a reference",
            HoldingKind.Pin => "a pin",
            HoldingKind.Pgmap => "a page map",
            _ => "the key",
        };

    private static string KernelsOf(Operation operation)
    {
        var history = KnownReleases.History;
        var those = history.Where(operation.IsIn).ToArray();
        return those.Length == history.Length ? "all"
            : those.Length == 0 ? "none"
            : those[^1] == history[^1] ? $"{those[0].Name}-"
            : $"{those[0].Name}-{those[^1].Name}";
    }
}
