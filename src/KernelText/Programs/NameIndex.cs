using KernelText.Tokens;
using KernelText.Trees;

namespace KernelText.Programs;

/// <summary>
/// Which of many files may define a name at file scope: those that have it on a line without an indent, as the kernel's
/// style has all definitions. Read once, instead of searching all files for each name.
/// </summary>
internal sealed class NameIndex
{
    private readonly Dictionary<string, List<string>> _files = new(StringComparer.Ordinal);

    private NameIndex() { }

    /// <summary>Reads files; those that the tree does not have, or that are no text, have no names.</summary>
    public static NameIndex Of(SourceTree tree, IEnumerable<string> paths)
    {
        var index = new NameIndex();
        foreach (var path in paths)
        {
            try
            {
                if (tree.Find(path) is { } source)
                    index.Add(source);
            }
            catch (KernelTextException)
            {
                // Said where the file itself is asked for.
            }
        }
        return index;
    }

    /// <summary>The files, in the order in which they were read.</summary>
    public IReadOnlyList<string> Files(string name) => _files.TryGetValue(name, out var files) ? files : [];

    private void Add(SourceText source)
    {
        foreach (var line in source.Text.AsSpan().EnumerateLines())
        {
            if (line.Length == 0 || !(IsPart(line[0]) || line[0] == '}'))
                continue;
            for (var at = 0; at < line.Length; at++)
            {
                var end = at;
                while (end < line.Length && IsPart(line[end]))
                    end++;
                if (end > at && !char.IsAsciiDigit(line[at]))
                    Add(line[at..end].ToString(), source.Path);
                at = Math.Max(at, end);
            }
        }
    }

    private void Add(string name, string path)
    {
        if (!_files.TryGetValue(name, out var files))
            _files[name] = files = [];
        if (files.Count == 0 || files[^1] != path)
            files.Add(path);
    }

    private static bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
