using System.Threading;
using KernelText.Preprocessing;

namespace KernelText.Parsing;

/// <summary>A file that is being cut into chunks, on another thread if one is free.</summary>
internal sealed class FileScan
{
    private readonly Lazy<Cut> _cut;

    private FileScan(PreprocessedFile file)
    {
        File = file;
        _cut = new(() => Run(file));
    }

    /// <summary>Whose directives are all read.</summary>
    public PreprocessedFile File { get; }

    /// <summary>Begins with a file.</summary>
    public static FileScan Begin(PreprocessedFile file)
    {
        var scan = new FileScan(file);
        ThreadPool.UnsafeQueueUserWorkItem(static s => s.Try(), scan, preferLocal: false);
        return scan;
    }

    /// <summary>What came of it: waits for who has begun, or does it here.</summary>
    public Cut Result() => _cut.Value;

    // What goes wrong is thrown to whoever asks for the result.
    private void Try()
    {
        try
        {
            _ = _cut.Value;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Kept by the Lazy.
        }
    }

    private static Cut Run(PreprocessedFile file)
    {
        var names = new List<(string, Chunk)>();
        return new(ChunkScanner.Scan(file, (name, chunk) => names.Add((name, chunk))), names);
    }

    /// <summary>A file's chunks.</summary>
    /// <param name="Chunks">In order.</param>
    /// <param name="Names">What each may declare, in order.</param>
    public sealed record Cut(List<Chunk> Chunks, List<(string Name, Chunk Chunk)> Names);
}
