using Interleave.Search;
using Interleave.Strategies.Checkpoints;

namespace Interleave.Strategies.DepthFirst;

/// <summary>Keeps a search in a file, if it is to be kept.</summary>
/// <param name="options">Where; null for nowhere.</param>
/// <param name="run">The search.</param>
internal sealed class CheckpointWriter(CheckpointOptions? options, SearchRun run)
{
    private bool _cannotBeWritten;

    /// <summary>True if there is such a file of this search.</summary>
    public bool IsWritten { get; private set; }

    /// <summary>Writes how far the search has come.</summary>
    public void Write(SearchPasses passes)
    {
        if (options is null || _cannotBeWritten)
        {
            return;
        }

        try
        {
            passes.Progress.Write(options, run.Execution.Locals, passes.Current!.Visited);
            IsWritten = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _cannotBeWritten = true; // what cannot be written once is not tried again
            run.Note($"the search cannot be kept in '{options.Path}' ({e.Message.TrimEnd('.')})");
        }
    }

    /// <summary>Goes on with what the file has, if that is asked for.</summary>
    /// <returns>False if it is not.</returns>
    /// <exception cref="FormatException">The file is not whole, or is not a search of this program.</exception>
    /// <exception cref="InsufficientMemoryException">It does not fit into the memory allowed.</exception>
    public bool TryResume(SearchPasses passes)
    {
        if (options is not { Resume: true })
        {
            return false;
        }

        Checkpoint.Read(
            options,
            run.Execution.Locals,
            saved =>
            {
                run.Continue(saved.Tally); // this may be all that there is memory for
                return passes.Resume(saved).Visited;
            }
        );
        IsWritten = true;
        return true;
    }
}
