using System.Collections.Immutable;

namespace PgmapCheck.Reports.LitmusFiles;

/// <summary>The formats that reports of litmus files have.</summary>
internal static class LitmusFormats
{
    public static ImmutableArray<IReportFormat<LitmusReport>> All { get; } =
    [new LitmusJUnitFormat(), new LitmusJsonFormat()];
}
