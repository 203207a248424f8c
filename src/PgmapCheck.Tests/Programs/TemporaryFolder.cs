namespace PgmapCheck.Tests.Programs;

/// <summary>A directory that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("pgmapcheck-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    /// <summary>The names of what is directly in it, in order.</summary>
    public string[] Files() =>
        [
            .. Directory
                .GetFileSystemEntries(Path)
                .Select(path => System.IO.Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];

    public void Dispose() => Directory.Delete(Path, true);
}
