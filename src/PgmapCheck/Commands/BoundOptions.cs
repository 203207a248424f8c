using System.CommandLine;
using Interleave.Search;

namespace PgmapCheck.Commands;

/// <summary>The options that bound each search.</summary>
internal sealed class BoundOptions
{
    private readonly Option<string?> _maxStates = CommonOptions.Amount("--max-states", "Stop each search there");
    private readonly Option<string?> _maxDepth = CommonOptions.Amount("--max-depth", "Cut executions there");
    private readonly Option<string?> _time = CommonOptions.Amount("--time", "Stop each search after this time", "TIME");
    private readonly Option<string?> _maxMemory = CommonOptions.Amount(
        "--max-memory",
        "Stop each search when its states, and the local states of its threads, take this much",
        "SIZE"
    );

    /// <summary>The options, for a command to add.</summary>
    public IEnumerable<Option> All => [_maxStates, _maxDepth, _time, _maxMemory];

    /// <summary>Who has a use for those that not all engines have one for: others are bounded by their schedules, or
    /// keep nothing that grows.</summary>
    public IEnumerable<EngineOption> Uses =>
        [new(_maxStates, EngineOption.Exhaustive), new(_maxMemory, EngineOption.OfStates)];

    /// <summary>The bounds that a command line sets.</summary>
    /// <exception cref="UsageException">A value is malformed.</exception>
    public SearchBounds Of(ParseResult parsed) =>
        new()
        {
            MaxStates = parsed.Number(_maxStates, 1) ?? long.MaxValue,
            MaxDepth = (int)(parsed.Number(_maxDepth, 1, int.MaxValue) ?? int.MaxValue),
            MaxTime = parsed.Time(_time) ?? TimeSpan.MaxValue,
            MaxBytes = parsed.Size(_maxMemory) ?? long.MaxValue,
        };
}
