using System.Collections.Immutable;

namespace PgmapCheck.Reports.Races;

/// <summary>One CPU of a race diagram.</summary>
/// <param name="Fiber">Its fiber.</param>
/// <param name="Name">What heads it: <c>CPU 0 (truncate)</c>.</param>
/// <param name="Opening">What it holds at the start.</param>
/// <param name="Closing">What it waits for and holds at the end.</param>
internal sealed record DiagramColumn(
    int Fiber,
    string Name,
    ImmutableArray<DiagramRow> Opening,
    ImmutableArray<DiagramRow> Closing
)
{
    /// <summary>The name without the role in parentheses.</summary>
    public string ShortName => Name.IndexOf(" (", StringComparison.Ordinal) is var end && end > 0 ? Name[..end] : Name;
}
