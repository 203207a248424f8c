using KernelText.Tokens;

namespace KernelText.Preprocessing;

/// <summary>Where an x86 kernel's build looks for headers.</summary>
internal static class IncludePath
{
    private static readonly string[] s_folders =
    [
        "arch/x86/include/",
        "include/",
        "arch/x86/include/uapi/",
        "include/uapi/",
    ];

    /// <summary>The file that a directive includes; null where the tree has none, as of what the build
    /// generates.</summary>
    public static PreprocessedFile? Resolve(
        SourceText source,
        Directive directive,
        Func<string, PreprocessedFile?> find
    )
    {
        var name = source.Text.AsSpan(directive.After, directive.End - directive.After).Trim();
        if (name.Length < 3 || name[0] is not ('<' or '"'))
            return null;
        var close = name[1..].IndexOf(name[0] == '<' ? '>' : '"');
        if (close < 0)
            return null;
        var path = name.Slice(1, close).ToString();
        foreach (var candidate in Candidates(source.Path, path, name[0] == '"'))
        {
            if (find(candidate) is { } found)
                return found;
        }
        return null;
    }

    private static IEnumerable<string> Candidates(string from, string path, bool isQuoted)
    {
        var folder = from[..(from.LastIndexOf('/') + 1)];
        if (isQuoted && Normal(folder + path) is { } beside)
            yield return beside;
        foreach (var root in s_folders)
        {
            if (Normal(root + path) is { } there)
                yield return there;
        }
        // What the build makes of generic-y in arch/x86/include/asm/Kbuild.
        if (path.StartsWith("asm/", StringComparison.Ordinal))
        {
            yield return "include/asm-generic/" + path[4..];
            yield return "include/uapi/asm-generic/" + path[4..];
        }
        if (!isQuoted)
            yield break;
        // ccflags-y += -I, as of XFS.
        if (from.StartsWith("fs/xfs/", StringComparison.Ordinal))
        {
            yield return "fs/xfs/" + path;
            yield return "fs/xfs/libxfs/" + path;
        }
    }

    // Without . and ..; null where it leads out of the tree.
    private static string? Normal(string path)
    {
        if (!path.Contains("./", StringComparison.Ordinal))
            return path;
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && parts.Count == 0)
                return null;
            if (part == "..")
                parts.RemoveAt(parts.Count - 1);
            else if (part != ".")
                parts.Add(part);
        }
        return string.Join('/', parts);
    }
}
