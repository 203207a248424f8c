using System.Collections.Immutable;
using Interleave.Search;

namespace PgmapCheck.Blobs;

/// <summary>What a shard has looked at of a case that all shards share.</summary>
internal sealed record BlobPart
{
    /// <summary>How many beginnings of schedules the case has.</summary>
    public required int Units { get; init; }

    /// <summary>Behind which of them it looked.</summary>
    public required ImmutableArray<int> Mine { get; init; }

    /// <summary>See <see cref="SearchedPart.FinalStates"/>.</summary>
    public required ImmutableArray<ulong> FinalStates { get; init; }

    public static BlobPart Of(SearchedPart part) =>
        new()
        {
            Units = part.Units,
            Mine = part.Mine,
            FinalStates = [.. part.FinalStates],
        };
}
