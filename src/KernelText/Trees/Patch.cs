using System.Collections.Immutable;
using System.Globalization;
using KernelText.Tokens;

namespace KernelText.Trees;

/// <summary>A unified diff of one or more files, as git and mails have them. Paths are taken without their first folder
/// (<c>-p1</c>).</summary>
/// <param name="Name">Where it was read from, for messages.</param>
/// <param name="Files">What it does to each file, in order.</param>
public sealed record Patch(string Name, ImmutableArray<FilePatch> Files)
{
    /// <summary>Reads a diff. Text before, between and behind the files is skipped, as of a mail.</summary>
    /// <param name="text">All of it.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="KernelTextException">It has no hunk, or one that is not well-formed.</exception>
    public static Patch Read(string text, string name) => new PatchReader(text, name).Read();
}

/// <summary>What a patch does to one file.</summary>
/// <param name="Old">Path before; null for a new file.</param>
/// <param name="New">Path behind; null for a file that is deleted.</param>
/// <param name="Hunks">In order.</param>
public sealed record FilePatch(string? Old, string? New, ImmutableArray<Hunk> Hunks);

/// <summary>A place where lines are replaced.</summary>
/// <param name="Place">Of its header, in the patch.</param>
/// <param name="OldStart">Its first line in the old file, from 1; 0 where that has none.</param>
/// <param name="Lines">Lines with their first character: a space, <c>-</c> or <c>+</c>.</param>
/// <param name="EndsWithoutNewline">The file's last line, which this hunk has, is behind it without a line end.</param>
public sealed record Hunk(Place Place, int OldStart, ImmutableArray<string> Lines, bool EndsWithoutNewline);

internal sealed class PatchReader(string text, string name)
{
    private readonly string[] _lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
    private int _at;

    private Place Here => new(name, Math.Min(_at, _lines.Length - 1) + 1);

    public Patch Read()
    {
        var files = new List<FilePatch>();
        while (_at < _lines.Length)
        {
            if (
                _at + 2 < _lines.Length
                && _lines[_at].StartsWith("--- ", StringComparison.Ordinal)
                && _lines[_at + 1].StartsWith("+++ ", StringComparison.Ordinal)
                && _lines[_at + 2].StartsWith("@@", StringComparison.Ordinal)
            )
                files.Add(File());
            else if (
                _lines[_at].StartsWith("GIT binary patch", StringComparison.Ordinal)
                || _lines[_at].StartsWith("Binary files ", StringComparison.Ordinal)
            )
                throw new KernelTextException(Here, "expected a diff of text, found one of a binary file");
            else if (_lines[_at].StartsWith("@@ -", StringComparison.Ordinal))
                throw new KernelTextException(Here, "expected '--- FILE' and '+++ FILE' before the hunk");
            else if (_lines[_at].StartsWith("rename from ", StringComparison.Ordinal) && !RenameHasHunks())
                throw new KernelTextException(Here, "expected a diff with content, found a renaming alone");
            else
                _at++;
        }
        return files.Count > 0
            ? new(name, [.. files])
            : throw new KernelTextException(new(name, 0), "expected a unified diff, found no hunk");
    }

    private bool RenameHasHunks()
    {
        for (var i = _at + 1; i < _lines.Length && !_lines[i].StartsWith("diff ", StringComparison.Ordinal); i++)
        {
            if (_lines[i].StartsWith("@@ -", StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private FilePatch File()
    {
        var (old, @new) = (PathOf(_lines[_at]), PathOf(_lines[_at + 1]));
        _at++;
        if (old is null && @new is null)
            throw new KernelTextException(Here, "expected the name of a file");
        _at++;
        var hunks = new List<Hunk>();
        while (_at < _lines.Length && _lines[_at].StartsWith("@@", StringComparison.Ordinal))
            hunks.Add(ReadHunk());
        return new(old, @new, [.. hunks]);
    }

    private string? PathOf(string line)
    {
        var path = line[4..];
        var tab = path.IndexOf('\t', StringComparison.Ordinal);
        path = (tab < 0 ? path : path[..tab]).Trim();
        if (path == "/dev/null")
            return null;
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        path = path[(slash + 1)..];
        if (slash < 0 || path.Length == 0 || path.StartsWith('/') || path.Split('/').Contains(".."))
            throw new KernelTextException(Here, "expected a path with a folder before it, as a/mm/memremap.c");
        return path;
    }

    private Hunk ReadHunk()
    {
        var place = Here;
        var (oldStart, oldCount, newCount) = Header(_lines[_at]);
        _at++;
        var lines = new List<string>();
        var withoutNewline = false;
        while (oldCount > 0 || newCount > 0)
        {
            var line =
                _at < _lines.Length
                    ? _lines[_at]
                    : throw new KernelTextException(Here, "expected more lines of the hunk, found the end");
            // Mail programs cut the space of an empty line of context.
            if (line.Length == 0)
                line =
                    _at + 1 < _lines.Length
                        ? " "
                        : throw new KernelTextException(Here, "expected more lines of the hunk, found the end");
            var (takesOld, takesNew) = line[0] switch
            {
                ' ' => (1, 1),
                '-' => (1, 0),
                '+' => (0, 1),
                '\\' => (0, 0),
                _ => throw new KernelTextException(Here, "expected a line of the hunk: ' ', '-' or '+'"),
            };
            (oldCount, newCount) = (oldCount - takesOld, newCount - takesNew);
            if (oldCount < 0 || newCount < 0)
                throw new KernelTextException(Here, "expected as many lines as the hunk's header says");
            if (line[0] == '\\')
                withoutNewline |= lines is [.., ['+' or ' ', ..]];
            else
                lines.Add(line);
            _at++;
        }
        if (_at < _lines.Length && _lines[_at].StartsWith('\\'))
        {
            withoutNewline |= lines is [.., ['+' or ' ', ..]];
            _at++;
        }
        return new(place, oldStart, [.. lines], withoutNewline);
    }

    private (int OldStart, int OldCount, int NewCount) Header(string line)
    {
        var parts = line.Split(' ', 5);
        if (
            parts is ["@@", ['-', ..] old, ['+', ..] @new, "@@", ..]
            && Range(old[1..]) is { } o
            && Range(@new[1..]) is { } n
            && o.Count + n.Count > 0
        )
            return (o.Start, o.Count, n.Count);
        throw new KernelTextException(Here, "expected '@@ -LINE,COUNT +LINE,COUNT @@'");
    }

    private static (int Start, int Count)? Range(string text)
    {
        var parts = text.Split(',');
        var count = 1;
        return
            parts.Length <= 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out count))
            ? (start, count)
            : null;
    }
}
