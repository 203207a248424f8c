using System.Collections.Immutable;
using Interleave.Traces;

namespace Interleave.Diagrams;

/// <summary>One entry of a race diagram.</summary>
/// <param name="Fiber">Whose column it is in.</param>
/// <param name="Level">How deep in calls.</param>
/// <param name="Text">A function's name, or what a step does.</param>
/// <param name="IsDecisive">True for the step marked (1).</param>
internal readonly record struct DiagramRow(int Fiber, int Level, string Text, bool IsDecisive = false)
{
    /// <summary>In the place of a fiber: the row is about all of them, and goes across the columns.</summary>
    public const int Everybody = -1;

    /// <summary>The step that it tells of; null for a function's name and for a wait.</summary>
    public TraceStep? Step { get; init; }

    /// <summary>What the decisive step is marked with.</summary>
    public const string Mark = "(1)";

    /// <summary>Room for the mark and a space before it.</summary>
    public int MarkWidth => IsDecisive ? Mark.Length + 1 : 0;

    /// <summary>The width it takes on one line.</summary>
    public int Width => (2 * Level) + Text.Length + MarkWidth;

    /// <summary>Its lines in a column of <paramref name="width"/> characters.</summary>
    public IEnumerable<string> Lines(int width)
    {
        var indent = Math.Min(2 * Level, width / 2);
        var lines = TextWrap.Wrap(Text, width - indent - MarkWidth, 2);
        for (var i = 0; i < lines.Count; i++)
        {
            var line = new string(' ', indent) + lines[i];
            yield return i == 0 && IsDecisive ? line.PadRight(width - Mark.Length) + Mark : line;
        }
    }
}

/// <summary>One fiber in a diagram.</summary>
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
