using System.Text;
using System.Text.RegularExpressions;

namespace PgmapCheck;

/// <summary>
/// A file that appears whole or not at all. Opening it finds out early whether it can be written; until it is written,
/// an old file of the same name stays.
/// </summary>
internal sealed partial class PendingFile : IDisposable
{
    // One that is being made is there for a moment before its maker has it locked.
    private static readonly TimeSpan s_making = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly string _temporary;
    private readonly Stream _stream;

    /// <summary>Makes sure that the file can be written, and makes its directory.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public PendingFile(string path)
        : this(path, static (file, mode) => new FileStream(file, mode, FileAccess.Write)) { }

    /// <summary>The same on something else than a disk.</summary>
    internal PendingFile(string path, Func<string, FileMode, Stream> open)
    {
        if (Directory.Exists(path))
        {
            throw new IOException("it is a directory");
        }

        _path = Path.GetFullPath(path);
        // A process id would not do: in two containers that share a volume it is the same.
        _temporary = IsDevice ? _path : $"{_path}.{Path.GetRandomFileName()}.tmp";
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        DeleteLeftOvers(_path);
        _stream = open(_temporary, IsDevice ? FileMode.Open : FileMode.Create);
    }

    // A pipe or /dev/stdout is written to, not replaced by a file.
    private bool IsDevice =>
        _path.StartsWith("/dev/", StringComparison.Ordinal) || _path.StartsWith("/proc/", StringComparison.Ordinal);

    /// <summary>Writes the text and puts the file in its place.</summary>
    /// <exception cref="IOException">That was not possible; nothing has changed.</exception>
    /// <exception cref="UnauthorizedAccessException">That was not allowed; nothing has changed.</exception>
    public void Write(string text)
    {
        _stream.Write(Encoding.UTF8.GetBytes(text));
        _stream.Dispose();
        if (!IsDevice)
        {
            File.Move(_temporary, _path, true);
        }
    }

    /// <summary>Deletes what runs that were killed while they wrote a file have left beside it.</summary>
    public static void DeleteLeftOvers(string path)
    {
        path = Path.GetFullPath(path);
        var (folder, name) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));
        foreach (var file in FilesIn(folder))
        {
            var other = Path.GetFileName(file);
            if (
                other.StartsWith(name, StringComparison.Ordinal)
                && Temporary().IsMatch(other.AsSpan(name.Length))
                && DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > s_making
            )
            {
                DeleteUnlessLocked(file);
            }
        }
    }

    private static string[] FilesIn(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetFiles(folder, "*.tmp") : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // a folder can be written to and not listed
        }
    }

    // Who writes has it locked.
    private static void DeleteUnlessLocked(string file)
    {
        try
        {
            new FileStream(
                file,
                FileMode.Open,
                FileAccess.ReadWrite,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            ).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's business.
        }
    }

    // As the names are made above, and for the checkpoints of searches beside blobs.
    [GeneratedRegex(@"^(\.search)?\.[a-z0-5]{8}\.[a-z0-5]{3}\.tmp$")]
    private static partial Regex Temporary();

    /// <summary>Leaves nothing behind if it was not written.</summary>
    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // A full disk may be noticed only now. What could not be written is not wanted any more.
        }

        if (!IsDevice)
        {
            File.Delete(_temporary);
        }
    }
}
