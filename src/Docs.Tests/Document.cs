using System.Collections.Immutable;

namespace Docs.Tests;

/// <summary>A Markdown file: its lines, and the fenced blocks among them.</summary>
internal sealed class Document
{
    private const string Fence = "```";

    private readonly string _path;

    private Document(string path, ImmutableArray<string> lines, ImmutableArray<Block> blocks) =>
        (_path, Lines, Blocks) = (path, lines, blocks);

    /// <summary>All lines.</summary>
    public ImmutableArray<string> Lines { get; }

    /// <summary>The fenced blocks, in order.</summary>
    public ImmutableArray<Block> Blocks { get; }

    /// <summary>Reads a file.</summary>
    public static Document Read(string path)
    {
        var lines = File.ReadAllLines(path).ToImmutableArray();
        var blocks = ImmutableArray.CreateBuilder<Block>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                continue;
            }

            var end = lines.IndexOf(Fence, i + 1);
            blocks.Add(new Block(i + 1, lines[i][Fence.Length..], lines[(i + 1)..end], RemarkBefore(lines, i)));
            i = end;
        }

        return new Document(path, lines, blocks.ToImmutable());
    }

    /// <summary>Writes the file with other lines in one block.</summary>
    public Document Replace(Block block, IEnumerable<string> lines)
    {
        File.WriteAllLines(_path, [.. Lines[..block.First], .. lines, .. Lines[(block.First + block.Lines.Length)..]]);
        return Read(_path);
    }

    // The comment that ends on the line above the fence, or above a blank line there.
    private static string RemarkBefore(ImmutableArray<string> lines, int fence)
    {
        var last = fence - 1;
        while (last >= 0 && lines[last].Length == 0)
        {
            last--;
        }

        if (last < 0 || !lines[last].EndsWith("-->", StringComparison.Ordinal))
        {
            return "";
        }

        var first = last;
        while (!lines[first].StartsWith("<!--", StringComparison.Ordinal))
        {
            first--;
        }

        return string.Join('\n', lines[first..(last + 1)])[4..^3].Trim();
    }
}

/// <summary>A fenced block.</summary>
/// <param name="First">The index of its first line in the document.</param>
/// <param name="Language">What stands behind the fence.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Remark">The comment before it: <c>not run: WHY</c>, <c>file: PATH</c>, <c>needs kernel trees</c> or
/// <c>setup</c> with commands; empty if there is none.</param>
internal sealed record Block(int First, string Language, ImmutableArray<string> Lines, string Remark)
{
    /// <summary>True if it shows commands: a line begins with a prompt.</summary>
    public bool IsTranscript => Lines.Any(line => line.StartsWith(Transcript.Prompt, StringComparison.Ordinal));

    /// <summary>Why it is not run; null if it is.</summary>
    public string? NotRun => After("not run: ");

    /// <summary>Where its lines are written before the next command; null if nowhere.</summary>
    public string? File => After("file: ");

    /// <summary>What is done before its commands, unseen.</summary>
    public string Setup => After("setup") ?? After("needs kernel trees") ?? "";

    /// <summary>True if its commands read Debian's kernels.</summary>
    public bool NeedsKernelTrees => Remark.StartsWith("needs kernel trees", StringComparison.Ordinal);

    private string? After(string word) =>
        Remark.StartsWith(word, StringComparison.Ordinal) ? Remark[word.Length..] : null;
}
