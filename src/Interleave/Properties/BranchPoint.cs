using System.Collections.Immutable;
using Interleave.Routines;

namespace Interleave.Properties;

/// <summary>A step in the code whose result decides how the code goes on, and which results it had.</summary>
/// <param name="Function">The named routine that it is in, after the one that called that: <c>gup >
/// try_get_page</c>.</param>
/// <param name="Site">Which step of the code.</param>
/// <param name="What">What the step is on: a cell, or the label of a choice.</param>
/// <param name="Outcomes">The classes of results that are known.</param>
public sealed record BranchPoint(string Function, StepSite Site, string What, ImmutableArray<StepOutcome> Outcomes)
{
    internal const string Other = "other";

    /// <summary>True if there are two ways to go on.</summary>
    public bool IsBranch => Outcomes.DistinctBy(outcome => outcome.Branch).Skip(1).Any();

    /// <summary>The branches: the results that lead along each, in words, and whether one of them was had.</summary>
    public IEnumerable<(string Results, bool IsTaken)> Branches =>
        Outcomes
            .GroupBy(outcome => outcome.Branch)
            .Select(branch =>
                (InWords([.. branch.Select(outcome => outcome.Result)]), branch.Any(outcome => outcome.IsTaken))
            );

    /// <summary>What several searches reached together. Two results lead along different branches if they do so in one
    /// of them.</summary>
    public static ImmutableArray<BranchPoint> Union(IEnumerable<BranchPoint> points) =>
        [
            .. points
                .GroupBy(point => (point.Function, point.Site))
                .Select(Union)
                .OrderBy(point => point.Function, StringComparer.Ordinal)
                .ThenBy(point => point.Site.Routine, StringComparer.Ordinal)
                .ThenBy(point => point.Site.Await),
        ];

    private static BranchPoint Union(IGrouping<(string Function, StepSite Site), BranchPoint> same)
    {
        var results = same.SelectMany(point => point.Outcomes).Select(outcome => outcome.Result).Distinct().ToArray();
        var branches = BranchClasses.Of(
            results.Length,
            (a, b) => same.Any(point => Tells(point, results[a], results[b]))
        );
        return new BranchPoint(
            same.Key.Function,
            same.Key.Site,
            same.Select(point => point.What).Min(StringComparer.Ordinal)!,
            [
                .. results
                    .Select(
                        (result, i) =>
                            new StepOutcome(
                                result,
                                same.SelectMany(point => point.Outcomes)
                                    .Any(outcome => outcome.Result == result && outcome.IsTaken),
                                branches[i]
                            )
                    )
                    .OrderBy(outcome => outcome.Result, StringComparer.Ordinal),
            ]
        );
    }

    private static bool Tells(BranchPoint point, string a, string b) =>
        point.Outcomes.FirstOrDefault(outcome => outcome.Result == a)?.Branch is { } first
        && point.Outcomes.FirstOrDefault(outcome => outcome.Result == b)?.Branch is { } second
        && first != second;

    private string InWords(string[] results) =>
        !results.Contains(Other)
            ? string.Join(" or ", results)
            : "not " + string.Join(" or ", Outcomes.Select(outcome => outcome.Result).Except(results));
}

/// <summary>A class of results of one step in the code.</summary>
/// <param name="Result">
/// Which: 0, 1 as the cell prints them, or <c>other</c>; <c>succeeds</c> or <c>fails</c>; <c>goes on</c> or <c>has to
/// wait</c>; an alternative such as <c>1 of 2</c>.
/// </param>
/// <param name="IsTaken">True if the step had such a result.</param>
/// <param name="Branch">Equal for classes after which the code goes on in the same way; from 0 up.</param>
public sealed record StepOutcome(string Result, bool IsTaken, int Branch);

/// <summary>Puts together what cannot be told apart.</summary>
internal static class BranchClasses
{
    /// <summary>The number of each thing's class, in order of their first members.</summary>
    /// <param name="count">How many things.</param>
    /// <param name="tells">Whether two of them can be told apart; what lies between two that cannot joins them.</param>
    public static int[] Of(int count, Func<int, int, bool> tells)
    {
        var classes = Enumerable.Range(0, count).ToArray();
        for (var b = 1; b < count; b++)
        {
            for (var a = 0; a < b; a++)
            {
                if (classes[a] != classes[b] && !tells(a, b))
                {
                    var (kept, gone) = (Math.Min(classes[a], classes[b]), Math.Max(classes[a], classes[b]));
                    for (var i = 0; i < count; i++)
                    {
                        classes[i] = classes[i] == gone ? kept : classes[i];
                    }
                }
            }
        }

        var order = classes.Distinct().Order().ToList();
        return [.. classes.Select(found => order.IndexOf(found))];
    }
}
