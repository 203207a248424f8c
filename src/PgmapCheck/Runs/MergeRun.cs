using System.Collections.Immutable;
using PgmapCheck.Blobs;
using PgmapCheck.Cases;

namespace PgmapCheck.Runs;

/// <summary>
/// One run of <c>pgmapcheck merge-reports</c>: what a single run of <c>check</c> would have said, from the blobs of all
/// shards. It refuses if a shard or a case is missing or there twice, or if the shards do not fit each other.
/// </summary>
/// <param name="terminal">Where to write.</param>
/// <param name="catalogue">What was checked.</param>
/// <param name="request">What to write; how cases were searched is what the blobs say.</param>
internal sealed class MergeRun(Terminal terminal, Catalogue catalogue, CheckRequest request)
{
    private const int MaxReasons = 20;

    /// <summary>Merges.</summary>
    /// <param name="directory">Where the blobs are.</param>
    /// <exception cref="UsageException">The directory or a file in it cannot be read.</exception>
    public ExitCode Run(string directory)
    {
        var set = BlobSet.Read(directory);
        ImmutableArray<string> reasons = [.. set.Reasons(catalogue)];
        if (!reasons.IsEmpty)
        {
            return Refuse(reasons);
        }

        var first = set.Blobs[0].Blob;
        try
        {
            var cases = first
                .Selection.Select(name =>
                    catalogue.Find(name) ?? throw new InvalidOperationException($"there is no case {name}")
                )
                .ToImmutableArray();
            var searched = set.Blobs.SelectMany(file => file.Blob.Cases);
            var recorded = RecordedResults.Of(
                first.Search.Split
                    ? searched.GroupBy(entry => entry.Name).Select(parts => SharedCase.Merge([.. parts]))
                    : searched,
                cases
            );
            return new CheckRun(terminal, catalogue, request with { Plan = first.Search.ToPlan() }).Run(
                cases,
                recorded
            );
        }
        catch (InvalidOperationException e)
        {
            return Refuse([e.Message]);
        }
    }

    private ExitCode Refuse(ImmutableArray<string> reasons)
    {
        foreach (var reason in reasons.Take(MaxReasons))
        {
            terminal.Error.WriteLine($"pgmapcheck: not merged: {reason}");
        }

        if (reasons.Length > MaxReasons)
        {
            terminal.Error.WriteLine(
                $"pgmapcheck: not merged: and {Quantity.Of(reasons.Length - MaxReasons, "reason")} more"
            );
        }

        terminal.Out.WriteLine(ExitCode.Incomplete.Describe("the shards are not one whole run, nothing was merged"));
        return ExitCode.Incomplete;
    }
}
