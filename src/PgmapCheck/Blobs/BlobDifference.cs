using PgmapCheck.Results;

namespace PgmapCheck.Blobs;

/// <summary>Why two blobs are not of one run.</summary>
internal static class BlobDifference
{
    /// <summary>One line for each reason, without the file's name.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="wanted">What it has to be like.</param>
    /// <param name="whose">Where <paramref name="wanted"/> is from, such as <c>this run</c>.</param>
    public static IEnumerable<string> Between(Blob blob, Blob wanted, string whose)
    {
        if (blob.Tool != wanted.Tool)
        {
            yield return $"written by {blob.Tool}, and {whose} is {wanted.Tool}";
        }

        if (blob.Model != wanted.Model)
        {
            yield return $"of model {blob.Model}, and {whose} has {wanted.Model}";
        }

        var facts = SearchFacts.Of(wanted.Search.ToPlan()).ToDictionary(fact => fact.Name, fact => fact.Value);
        var others = SearchFacts.Of(blob.Search.ToPlan()).ToDictionary(fact => fact.Name, fact => fact.Value);
        foreach (var name in facts.Keys.Union(others.Keys))
        {
            var (mine, theirs) = (
                others.GetValueOrDefault(name, Usual(name)),
                facts.GetValueOrDefault(name, Usual(name))
            );
            if (mine != theirs)
            {
                yield return $"searched with {name} {mine}, and {whose} with {theirs}";
            }
        }

        if (blob.Shards != wanted.Shards)
        {
            yield return $"one of {Quantity.Of(blob.Shards, "shard")}, and {whose} has {wanted.Shards}";
        }

        if (!blob.Selection.SequenceEqual(wanted.Selection))
        {
            yield return $"of a run of {Quantity.Of(blob.Selection.Length, "case")}, and {whose} has "
                + (blob.Selection.Length == wanted.Selection.Length ? "others" : $"{wanted.Selection.Length}");
        }
    }

    // What it means that a fact is not there.
    private static string Usual(string name) =>
        name switch
        {
            "memory" => MemoryWords.Option(Interleave.Memory.MemoryModel.Sequential),
            "cases" => "whole",
            _ => "off",
        };
}
