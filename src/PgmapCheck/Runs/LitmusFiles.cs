using System.Collections.Immutable;
using System.IO.Enumeration;

namespace PgmapCheck.Runs;

/// <summary>A litmus file.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="IsFromFolder">True if a folder was asked for: what is no test of C there is left out.</param>
internal sealed record LitmusFile(string Path, bool IsFromFolder);

/// <summary>Finds litmus files.</summary>
internal static class LitmusFiles
{
    /// <summary>Files as they are, and all <c>*.litmus</c> in and below folders, by name; none twice.</summary>
    /// <exception cref="UsageException">One is not there, or cannot be listed, or there is none in all.</exception>
    public static ImmutableArray<LitmusFile> At(IEnumerable<string> paths)
    {
        var files = paths
            .SelectMany(path =>
                Directory.Exists(path) ? Below(path)
                : File.Exists(path) ? [new LitmusFile(path, false)]
                : throw new UsageException($"there is no file or folder '{path}'")
            )
            .DistinctBy(file => Path.GetFullPath(file.Path))
            .ToImmutableArray();
        return files.IsEmpty ? throw new UsageException($"no *.litmus in {string.Join(", ", paths)}") : files;
    }

    private static LitmusFile[] Below(string folder)
    {
        try
        {
            // A link to a folder is not followed: what is behind it would be found twice, or without end.
            var found = new FileSystemEnumerable<string>(
                folder,
                static (ref entry) => entry.ToSpecifiedFullPath(),
                new EnumerationOptions { RecurseSubdirectories = true }
            )
            {
                ShouldIncludePredicate = static (ref entry) =>
                    !entry.IsDirectory && entry.FileName.EndsWith(".litmus", StringComparison.Ordinal),
                ShouldRecursePredicate = static (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            };
            return [.. found.Order(StringComparer.Ordinal).Select(path => new LitmusFile(path, true))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"cannot list '{folder}' ({e.Message.TrimEnd('.')})", e);
        }
    }
}
