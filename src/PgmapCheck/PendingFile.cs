using System.Text;

namespace PgmapCheck;

/// <summary>
/// A file that appears whole or not at all. Opening it finds out early whether it can be written; until it is written,
/// an old file of the same name stays.
/// </summary>
internal sealed class PendingFile : IDisposable
{
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
