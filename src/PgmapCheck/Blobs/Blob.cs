using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Results;

namespace PgmapCheck.Blobs;

/// <summary>What a run of <c>check</c> leaves for another run. The members are the fields of the JSON object.</summary>
internal sealed record Blob
{
    /// <summary>The version of this format.</summary>
    public const int CurrentVersion = 7;

    /// <summary>64 hexadecimal digits: SHA-256 of the file with zeros in their place. The first field.</summary>
    public string Sha256 { get; init; } = new('0', 64);

    public required int Version { get; init; }

    public required string Tool { get; init; }

    /// <summary>See <see cref="ModelHash"/>.</summary>
    public required string Model { get; init; }

    public required BlobSearch Search { get; init; }

    public required int Shard { get; init; }

    public required int Shards { get; init; }

    /// <summary>The names of all cases that all shards have together, in order.</summary>
    public required ImmutableArray<string> Selection { get; init; }

    /// <summary>The cases that this run was done with, in order.</summary>
    public required ImmutableArray<BlobCase> Cases { get; init; }

    /// <summary>The blob of a run that has not begun.</summary>
    public static Blob Begin(Catalogue catalogue, SearchPlan plan, Shard shard, ImmutableArray<Case> selection) =>
        new()
        {
            Version = CurrentVersion,
            Tool = PgmapCheck.Tool.NameAndVersion,
            Model = ModelHash.Of(catalogue),
            Search = BlobSearch.Of(plan),
            Shard = shard.Index,
            Shards = shard.Count,
            Selection = [.. selection.Select(@case => @case.Name)],
            Cases = [],
        };
}
