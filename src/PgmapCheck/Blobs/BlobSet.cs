using System.Collections.Immutable;
using PgmapCheck.Cases;

namespace PgmapCheck.Blobs;

/// <summary>The blobs in a directory, and what speaks against taking them for one run.</summary>
/// <param name="Blobs">Those that could be read, in the order of their shards.</param>
/// <param name="Unread">Files that are blobs of another version.</param>
internal sealed record BlobSet(ImmutableArray<(string Path, Blob Blob)> Blobs, ImmutableArray<string> Unread)
{
    /// <summary>Reads every <c>*.json</c> in a directory and those below it.</summary>
    /// <exception cref="UsageException">The directory or a file in it cannot be read, or is no blob.</exception>
    public static BlobSet Read(string directory)
    {
        try
        {
            var read = Directory
                .GetFiles(directory, "*.json", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(path => (Path: path, Blob: BlobFile.Read(path)))
                .ToArray();
            return new BlobSet(
                [
                    .. read.Where(file => file.Blob is not null)
                        .Select(file => (file.Path, file.Blob!))
                        .OrderBy(file => file.Item2.Shard),
                ],
                [.. read.Where(file => file.Blob is null).Select(file => file.Path)]
            );
        }
        catch (DirectoryNotFoundException e)
        {
            throw new UsageException($"{directory}: there is no such directory", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{directory}: {e.Message}", e);
        }
    }

    /// <summary>One line for each reason why the blobs are not one whole run; none if they are.</summary>
    public IEnumerable<string> Reasons(Catalogue catalogue)
    {
        foreach (var path in Unread)
        {
            yield return $"{path}: a blob of another version than {Blob.CurrentVersion}";
        }

        if (Blobs is not [var (firstPath, first), ..])
        {
            yield return "there is no blob";
            yield break;
        }

        // Blobs that agree with each other are of no use here if they do not agree with what would replay them.
        var here = first with
        {
            Tool = Tool.NameAndVersion,
            Model = ModelHash.Of(catalogue),
        };
        foreach (var reason in BlobDifference.Between(first, here, "this program"))
        {
            yield return $"{firstPath}: {reason}";
        }

        foreach (var (path, blob) in Blobs.Skip(1))
        {
            foreach (var reason in BlobDifference.Between(blob, first, firstPath))
            {
                yield return $"{path}: {reason}";
            }
        }

        foreach (
            var reason in ShardReasons(first.Shards)
                .Concat(CaseReasons(first.Selection, first.Search.Split ? first.Shards : 1))
        )
        {
            yield return reason;
        }
    }

    private IEnumerable<string> ShardReasons(int count)
    {
        foreach (var same in Blobs.GroupBy(file => file.Blob.Shard).Where(same => same.Count() > 1))
        {
            yield return $"shard {same.Key}/{count} is there {same.Count()} times: "
                + string.Join(", ", same.Select(file => file.Path));
        }

        var there = Blobs.Select(file => file.Blob.Shard).ToHashSet();
        foreach (var missing in Enumerable.Range(1, count).Where(index => !there.Contains(index)))
        {
            yield return $"shard {missing}/{count} is not there";
        }

        foreach (var (path, blob) in Blobs.Where(file => file.Blob.Shard < 1 || file.Blob.Shard > count))
        {
            yield return $"{path}: shard {blob.Shard} of {count}";
        }
    }

    private IEnumerable<string> CaseReasons(ImmutableArray<string> selection, int times)
    {
        var entries = Blobs.SelectMany(file => file.Blob.Cases.Select(entry => (entry.Name, file.Path))).ToArray();
        var tooOften = entries
            .GroupBy(entry => entry.Name)
            .Where(same => same.Count() > times)
            .Select(same => same.Key)
            .ToArray();
        if (tooOften.Length > 0)
        {
            yield return $"{Quantity.Of(tooOften.Length, "case")} there too often: {NameList.Some(tooOften)}";
        }

        foreach (var strange in entries.ExceptBy(selection, entry => entry.Name).GroupBy(entry => entry.Path))
        {
            yield return $"{strange.Key}: not selected: {NameList.Some([.. strange.Select(entry => entry.Name)])}";
        }

        if (Blobs[0].Blob.Search.Split)
        {
            foreach (
                var reason in Blobs
                    .SelectMany(file => file.Blob.Cases)
                    .GroupBy(entry => entry.Name)
                    .SelectMany(parts => SharedCase.Reasons(parts.Key, [.. parts], times))
            )
            {
                yield return reason;
            }
        }

        var missing = selection.Except(entries.Select(entry => entry.Name)).ToArray();
        if (missing.Length > 0)
        {
            yield return $"{missing.Length} of {Quantity.Of(selection.Length, "case")} are not there: {NameList.Some(missing)}";
        }
    }
}
