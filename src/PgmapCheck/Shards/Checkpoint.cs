using PgmapCheck.Checking;

namespace PgmapCheck.Shards;

/// <summary>
/// Keeps a run's blob on disk while it goes on: after each case the file holds all that are finished, so that a run that is
/// killed loses only the case it was at.
/// </summary>
/// <param name="terminal">Where to say that it cannot be written.</param>
/// <param name="path">The file.</param>
/// <param name="blob">What is known at the start.</param>
internal sealed class Checkpoint(Terminal terminal, string path, Blob blob)
{
    private Blob _blob = blob;

    /// <summary>True once a write has failed. It is not tried again for every case.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Adds a case that is finished, and writes the file.</summary>
    public void Add(CheckResult result)
    {
        var added = BlobCase.Of(result);
        var cases = _blob.Cases.Where(entry => entry.Name != added.Name).Append(added)
            .ToDictionary(entry => entry.Name);
        _blob = _blob with { Cases = [.. _blob.Selection.Where(cases.ContainsKey).Select(name => cases[name])] };
        Write();
    }

    /// <summary>Writes the file.</summary>
    public void Write()
    {
        if (HasFailed)
        {
            return;
        }

        try
        {
            BlobFile.Write(path, _blob);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            HasFailed = true;
            terminal.Error.WriteLine($"pgmapcheck: cannot write the blob '{path}' ({e.Message.TrimEnd('.')})");
        }
    }
}
