using System.CommandLine;
using Interleave.Memory;
using Interleave.Search;
using PgmapCheck.Results;

namespace PgmapCheck.Commands;

/// <summary>The options that say what a large search may use of the machine.</summary>
/// <param name="defaultWorkers">How many threads search if nothing else is said.</param>
internal sealed class EffortOptions(int defaultWorkers)
{
    private const int MostWorkers = 256;

    private readonly Option<string?> _workers = CommonOptions.Amount(
        "--workers",
        "Threads for a case of many states; verdicts and states do not depend on it "
            + (defaultWorkers == 1 ? "[default: 1]" : "[default: one for each processor]")
    );

    private readonly Option<string?> _spill = new("--spill")
    {
        Description =
            "Keep the visited states of a large case in files there, which need not fit in memory; none is left behind",
        HelpName = "DIR",
    };

    /// <summary>The options, for a command to add.</summary>
    public IEnumerable<Option> All => [_workers, _spill];

    /// <summary>Who has a use for them.</summary>
    public IEnumerable<EngineOption> Uses =>
        [new(_workers, [Engine.States]) { Memories = [MemoryModel.Sequential] }, new(_spill, EngineOption.OfStates)];

    /// <summary>The options of a search as a command line wants them.</summary>
    /// <exception cref="UsageException">A value is malformed, or no file can be made in the directory.</exception>
    public SearchOptions Apply(ParseResult parsed, SearchOptions options) =>
        options with
        {
            Workers = (int)(parsed.Number(_workers, 1, MostWorkers) ?? defaultWorkers),
            SpillDirectory = parsed.GetValue(_spill) is { } directory ? Writable(directory) : null,
        };

    // Said now: a search would find it out after hours, when its table is large.
    private static string Writable(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            var path = Path.Combine(directory, $"visited-{Path.GetRandomFileName()}.tmp");
            new FileStream(
                path,
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            ).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--spill: cannot write to '{directory}' ({e.Message.TrimEnd('.')})", e);
        }

        return directory;
    }
}
