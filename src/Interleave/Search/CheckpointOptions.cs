using System.Collections.Immutable;
using Interleave.Strategies.Checkpoints;

namespace Interleave.Search;

/// <summary>Where a search is kept so that another process can go on with it.</summary>
/// <param name="Path">
/// The file. It is written, under another name and then renamed, when the search is interrupted or stopped by a bound,
/// and now and then in a long one. Who asked for the search deletes it when it is over.
/// </param>
/// <param name="Identity">
/// What a search has to be like to go on with it, as names and values: which program, in which version, with which
/// options.
/// </param>
public sealed record CheckpointOptions(string Path, ImmutableArray<KeyValuePair<string, string>> Identity)
{
    /// <summary>How long a search goes on before it is kept, and again after each time; it takes at most a tenth of the
    /// time.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>True if a search that comes to one of its <see cref="SearchBounds"/> is kept too.</summary>
    public bool IsKeptAtBounds { get; init; } = true;

    /// <summary>True to go on with what the file has. <see cref="CheckpointHeader.Refusal"/> says whether that can
    /// be.</summary>
    public bool Resume { get; init; }
}
