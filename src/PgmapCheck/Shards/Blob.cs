using System.Collections.Immutable;
using PgmapCheck.Checking;
using PgmapCheck.Selection;

namespace PgmapCheck.Shards;

/// <summary>What a run of <c>check</c> leaves for another run. The members are the fields of the JSON object.</summary>
internal sealed record Blob
{
    /// <summary>The version of this format.</summary>
    public const int CurrentVersion = 4;

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
    public static Blob Begin(Catalogue catalogue, CheckRequest request, ImmutableArray<Subject> selection) =>
        new()
        {
            Version = CurrentVersion,
            Tool = PgmapCheck.Tool.NameAndVersion,
            Model = ModelHash.Of(catalogue),
            Search = BlobSearch.Of(request.Plan),
            Shard = request.Shard.Index,
            Shards = request.Shard.Count,
            Selection = [.. selection.Select(subject => subject.Name)],
            Cases = [],
        };
}
