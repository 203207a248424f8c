using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Interleave.Visited;

/// <summary>
/// A block of zeroed memory for one segment of a <see cref="VisitedTable"/>: the process's own, or a file that is
/// mapped, so that the system can take its pages out of memory.
/// </summary>
/// <remarks>
/// A file has no name any more as soon as it is mapped, so that nothing is left of it however the process ends. Its
/// place on the disk is taken beforehand: writing to a mapped page for which there is none would end the process.
/// </remarks>
internal sealed unsafe class TableMemory : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private readonly SafeMemoryMappedViewHandle? _view;

    /// <summary>Allocates.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="directory">Where the file is to be; null for the process's memory.</param>
    /// <exception cref="OutOfMemoryException">There is not so much memory.</exception>
    /// <exception cref="IOException">The file cannot be made, or the disk is full.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made.</exception>
    public TableMemory(nuint bytes, string? directory)
    {
        Bytes = bytes;
        if (directory is null)
        {
            Start = HugePages.AllocateZeroed(bytes);
            return;
        }

        var path = Path.Combine(directory, $"visited-{Path.GetRandomFileName()}.tmp");
        _file = Map(path, (long)bytes);
        _view = _file.CreateViewAccessor(0, (long)bytes).SafeMemoryMappedViewHandle;
        byte* start = null;
        _view.AcquirePointer(ref start);
        Start = start;
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }
    }

    ~TableMemory() => Free();

    public byte* Start { get; private set; }

    public nuint Bytes { get; }

    /// <summary>How much of it the process has to keep in memory.</summary>
    public long Resident => _file is null ? (long)Bytes : 0;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static MemoryMappedFile Map(string path, long bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var stream = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
                PreallocationSize = bytes,
            }
        );
        try
        {
            stream.SetLength(bytes);
            return MemoryMappedFile.CreateFromFile(
                stream,
                null,
                bytes,
                MemoryMappedFileAccess.ReadWrite,
                HandleInheritability.None,
                leaveOpen: false
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            stream.Dispose();
            File.Delete(path);
            throw;
        }
    }

    private void Free()
    {
        if (Start is null)
        {
            return;
        }

        var start = Start;
        Start = null;
        if (_view is null)
        {
            HugePages.Free(start);
            return;
        }

        _view.ReleasePointer();
        _view.Dispose();
        _file!.Dispose();
    }
}
