namespace PgmapCheck.Commands;

/// <summary>The files that a command line writes, and those that it reads.</summary>
internal static class FilesInUse
{
    private const int MostLinks = 40;

    /// <summary>True for two names of one file. A device is none: any number of outputs can go there.</summary>
    public static bool AreSame(string path, string other) =>
        !path.StartsWith("/dev/", StringComparison.Ordinal) && Real(path) == Real(other);

    /// <summary>Makes sure that no output is another one, or something that is read.</summary>
    /// <param name="written">The outputs, each with what the command line calls it.</param>
    /// <param name="read">What is read.</param>
    /// <exception cref="UsageException">Two are one file.</exception>
    public static void RequireDistinct(
        IReadOnlyList<(string What, string Path)> written,
        IEnumerable<(string What, string Path)> read
    )
    {
        var others = read.ToArray();
        for (var i = 0; i < written.Count; i++)
        {
            foreach (var (what, path) in written.Take(i).Concat(others))
            {
                if (AreSame(written[i].Path, path))
                {
                    throw new UsageException($"{what} and {written[i].What} are one file, '{written[i].Path}'");
                }
            }
        }
    }

    // Folders on the way may be links, too, and what is written need not be there yet.
    private static string Real(string path)
    {
        path = Path.GetFullPath(path);
        try
        {
            for (var links = 0; links < MostLinks; links++)
            {
                FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
                if (entry.LinkTarget is null)
                {
                    break;
                }

                path = Path.GetFullPath(entry.LinkTarget, Path.GetDirectoryName(path)!);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return path;
        }

        return Path.GetDirectoryName(path) is { } folder ? Path.Combine(Real(folder), Path.GetFileName(path)) : path;
    }
}
