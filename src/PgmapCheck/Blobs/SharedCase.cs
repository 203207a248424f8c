using System.Collections.Immutable;

namespace PgmapCheck.Blobs;

/// <summary>A case whose schedules all shards share: each has looked behind some beginnings, and together they must be
/// all.</summary>
internal static class SharedCase
{
    /// <summary>One line for each reason why the parts are not one whole case; none if they are.</summary>
    /// <param name="name">The case.</param>
    /// <param name="parts">What the shards have of it.</param>
    /// <param name="shards">How many there are.</param>
    public static IEnumerable<string> Reasons(string name, IReadOnlyCollection<BlobCase> parts, int shards)
    {
        if (parts.Any(static part => part.Verdict is { Part: null }))
        {
            yield return $"case {name} is there whole, and it was to be shared";
            yield break;
        }

        var searched = parts.Select(static part => part.Verdict?.Part).OfType<BlobPart>().ToArray();
        var units = searched.Select(static part => part.Units).Distinct().ToArray();
        if (units.Length > 1)
        {
            yield return $"case {name} has {string.Join(" or ", units.Order())} beginnings of schedules";
            yield break;
        }

        var times = searched.SelectMany(static part => part.Mine).CountBy(static unit => unit).ToDictionary();
        foreach (
            var (unit, count) in times
                .Where(unit => unit.Value > 1 || unit.Key < 0 || unit.Key >= units[0])
                .OrderBy(unit => unit.Key)
        )
        {
            yield return $"case {name}, beginning {unit} is there {Quantity.Of(count, "time")}, of {units[0]}";
        }

        if (parts.Count < shards)
        {
            yield return $"case {name}: {shards - parts.Count} of {Quantity.Of(shards, "part")} are not there";
        }
        else if (searched.Length == parts.Count && units is [var all] && times.Count < all)
        {
            yield return $"case {name}: {all - times.Count} of {all} beginnings of schedules are not there";
        }
    }

    /// <summary>The parts as one case.</summary>
    public static BlobCase Merge(IReadOnlyList<BlobCase> parts)
    {
        if (parts.FirstOrDefault(static part => part.Verdict is null) is { } failed)
        {
            return failed;
        }

        BlobVerdict[] verdicts = [.. parts.Select(static part => part.Verdict!)];
        var finalStates = verdicts.SelectMany(static verdict => verdict.Part!.FinalStates).Distinct().Count();
        var unknown = BestOf(verdicts.SelectMany(static verdict => verdict.Unknown));
        return parts[0] with
        {
            Text = BlobText.Union(parts.Select(static part => part.Text)),
            Verdict = verdicts[0] with
            {
                // what has no meaning comes before a bound, as in one search
                Incomplete =
                    unknown.FirstOrDefault()?.Explanation
                    ?? verdicts
                        .Select(static verdict => verdict.Incomplete)
                        .FirstOrDefault(static reason => reason is not null),
                NeverReached = verdicts
                    .Select(static verdict => verdict.NeverReached)
                    .Aggregate(static (a, b) => [.. a.Where(b.Contains)]),
                Notes =
                [
                    .. verdicts.SelectMany(static verdict => verdict.Notes).Distinct(),
                    $"states are the sum of {Quantity.Of(parts.Count, "part")}, in which a state counts for each part "
                        + $"that met it; {Quantity.Of(finalStates, "distinct final state")}",
                ],
                FinalStates = finalStates,
                States = verdicts.Sum(static verdict => verdict.States),
                Transitions = verdicts.Sum(static verdict => verdict.Transitions),
                Depth = verdicts.Max(static verdict => verdict.Depth),
                Elapsed = verdicts.Sum(static verdict => verdict.Elapsed),
                CpuTime = verdicts.Sum(static verdict => verdict.CpuTime),
                PeakBytes = verdicts.Max(static verdict => verdict.PeakBytes),
                Counterexamples = BestOf(verdicts.SelectMany(static verdict => verdict.Counterexamples)),
                Unknown = unknown,
                Part = null,
            },
        };
    }

    private static ImmutableArray<BlobCounterexample> BestOf(IEnumerable<BlobCounterexample> found) =>
        [
            .. found
                .GroupBy(static one => (one.Kind, one.Property))
                .Select(Best)
                .OrderBy(static one => Length(one))
                .ThenBy(static one => one.Property, StringComparer.Ordinal),
        ];

    // A shortest schedule is the same in every part that has found one.
    private static BlobCounterexample Best(IEnumerable<BlobCounterexample> found) =>
        found.OrderBy(Length).ThenBy(static one => one.Schedule, StringComparer.Ordinal).First();

    private static int Length(BlobCounterexample found) =>
        Interleave.Schedules.Schedule.Parse(found.Schedule).Steps.Length;
}
