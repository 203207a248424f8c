using System.Collections.Immutable;
using Interleave.Properties;

namespace PgmapCheck.Reports.Formats.Json;

/// <summary>A step whose result decides how the code goes on.</summary>
/// <param name="Function">The kernel function, after the one that called it.</param>
/// <param name="Routine">The routine whose step it is.</param>
/// <param name="Step">Which of its steps, in the order of the source, from 0.</param>
/// <param name="Kind">What the step does.</param>
/// <param name="What">The cell that it is on, or what is chosen.</param>
/// <param name="Branches">The ways to go on.</param>
internal sealed record JsonBranchPoint(
    string Function,
    string Routine,
    int Step,
    string Kind,
    string What,
    ImmutableArray<JsonBranch> Branches
)
{
    public static ImmutableArray<JsonBranchPoint> Of(IEnumerable<BranchPoint> points) =>
        [
            .. points.Select(point => new JsonBranchPoint(
                point.Function,
                point.Site.Routine,
                point.Site.Await,
                point.Site.Kind.ToString(),
                point.What,
                [.. point.Branches.Select(branch => new JsonBranch(branch.Results, branch.IsTaken))]
            )),
        ];
}
