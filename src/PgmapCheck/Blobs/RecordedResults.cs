using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Results;

namespace PgmapCheck.Blobs;

/// <summary>Results that need no search, because another run had them.</summary>
internal static class RecordedResults
{
    /// <summary>The results of cases, by their names.</summary>
    /// <exception cref="InvalidOperationException">A replay does not show what a case says.</exception>
    public static ImmutableDictionary<string, CaseResult> Of(IEnumerable<BlobCase> recorded, ImmutableArray<Case> cases)
    {
        var byName = cases.ToDictionary(@case => @case.Name);
        return recorded.ToImmutableDictionary(entry => entry.Name, entry => entry.ToResult(byName[entry.Name]));
    }

    /// <summary>The blob of an interrupted run, if it was one of the same run.</summary>
    /// <param name="path">The file.</param>
    /// <param name="begun">The blob that this run begins with.</param>
    /// <exception cref="UsageException">The file cannot be read, or is of another run; the message says in
    /// what.</exception>
    public static Blob Resume(string path, Blob begun)
    {
        var blob =
            BlobFile.Read(path)
            ?? throw new UsageException($"{path}:1: expected a blob of version {Blob.CurrentVersion}");
        string[] reasons =
        [
            .. BlobDifference.Between(blob, begun, "this run"),
            .. blob.Shards == begun.Shards && blob.Shard != begun.Shard
                ? [$"shard {blob.Shard}/{blob.Shards}, and this run is shard {begun.Shard}/{begun.Shards}"]
                : Array.Empty<string>(),
            .. blob.Cases.Select(entry => entry.Name).Except(begun.Selection).ToArray() is { Length: > 0 } others
                ? [$"{Quantity.Of(others.Length, "case")} in it not selected: {NameList.Some(others)}"]
                : Array.Empty<string>(),
            .. blob.Cases.Length == blob.Cases.DistinctBy(entry => entry.Name).Count()
                ? Array.Empty<string>()
                : ["it has a case twice"],
        ];
        return reasons.Length == 0
            ? blob with
            {
                Cases = [.. blob.Cases.Where(entry => entry.Verdict is not null)],
            }
            : throw new UsageException($"cannot resume {path}: {string.Join("; ", reasons)}");
    }
}
