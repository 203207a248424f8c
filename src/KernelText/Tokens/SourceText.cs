namespace KernelText.Tokens;

/// <summary>The text of one file of a tree.</summary>
/// <param name="path">Below the tree's root, with slashes.</param>
/// <param name="text">All of it.</param>
public sealed class SourceText(string path, string text)
{
    private int[]? _lineStarts;

    /// <summary>Below the tree's root, with slashes.</summary>
    public string Path { get; } = path;

    /// <summary>All of it.</summary>
    public string Text { get; } = text;

    /// <summary>File, line and column of a character.</summary>
    public Place PlaceOf(int offset)
    {
        var starts = _lineStarts ??= LineStarts(Text);
        var at = Array.BinarySearch(starts, offset);
        var line = at >= 0 ? at : ~at - 1;
        return new(Path, line + 1, offset - starts[line] + 1);
    }

    private static int[] LineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1))
            starts.Add(at + 1);
        return [.. starts];
    }
}
