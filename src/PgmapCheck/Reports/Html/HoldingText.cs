using System.Collections.Immutable;
using Interleave.Traces;

namespace PgmapCheck.Reports.Html;

/// <summary>What a fiber holds, in words.</summary>
internal static class HoldingText
{
    public static string Of(ImmutableArray<Holding> holdings) =>
        string.Join(", ", holdings.Select(held => Of(held.Count, held.Name)));

    public static string Of(int count, string name) => count == 1 ? name : $"{count} \u00d7 {name}";
}
