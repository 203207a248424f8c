using System.Diagnostics;
using System.Threading;
using PgmapCheck.Results;

namespace PgmapCheck.Blobs;

/// <summary>
/// Keeps a run's blob on disk while it goes on: after a case the file holds all that are finished, so that a run that
/// is killed loses the case it was at. Where cases take less time than writing them, it is not written after each.
/// </summary>
/// <param name="terminal">Where to say that it cannot be written.</param>
/// <param name="path">The file.</param>
/// <param name="blob">What is known at the start.</param>
internal sealed class RunCheckpoint(Terminal terminal, string path, Blob blob)
{
    private const int Share = 20; // writing takes at most one part in so many of a run's time

    private readonly Lock _lock = new();
    private readonly Dictionary<string, BlobCase> _cases = blob.Cases.ToDictionary(entry => entry.Name);
    private readonly Stopwatch _sinceWritten = new();
    private TimeSpan _pause;
    private bool _isOld = true;

    /// <summary>True once a write has failed. It is not tried again for every case.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Adds a case that is finished, and writes the file if it is time to. Several threads do so.</summary>
    public void Add(CaseResult result)
    {
        var added = BlobCase.Of(result);
        lock (_lock)
        {
            _cases[added.Name] = added;
            _isOld = true;
            if (_sinceWritten.Elapsed >= _pause)
            {
                Write();
            }
        }
    }

    /// <summary>Writes the file, unless it is as it should be.</summary>
    public void Write()
    {
        lock (_lock)
        {
            WriteIfOld();
        }
    }

    private void WriteIfOld()
    {
        if (HasFailed || !_isOld)
        {
            return;
        }

        try
        {
            var begin = Stopwatch.GetTimestamp();
            BlobFile.Write(
                path,
                blob with
                {
                    Cases = [.. blob.Selection.Where(_cases.ContainsKey).Select(name => _cases[name])],
                }
            );
            _pause = Stopwatch.GetElapsedTime(begin) * Share;
            _sinceWritten.Restart();
            _isOld = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            HasFailed = true;
            terminal.Error.WriteLine($"pgmapcheck: cannot write the blob '{path}' ({e.Message.TrimEnd('.')})");
        }
    }
}
