using System.Collections.Immutable;
using PgmapCheck.Cases;

namespace PgmapCheck.Results;

/// <summary>
/// The part of a history that says something: dozens of scenarios hold wherever they run, and a configuration mostly
/// repeats its release.
/// </summary>
/// <param name="Shown">The history with the rows and columns that are left.</param>
/// <param name="Scenarios">Scenarios left out: each is proved on every kernel on which it runs.</param>
/// <param name="Kernels">Kernels left out: none is a release, and each shows only what some release shows.</param>
internal sealed record HistoryExcerpt(
    ReleaseHistory Shown,
    ImmutableArray<string> Scenarios,
    ImmutableArray<string> Kernels
)
{
    /// <summary>Takes out what says nothing.</summary>
    public static HistoryExcerpt Of(ReleaseHistory history, bool allScenarios, bool allKernels)
    {
        var scenarios = history
            .Scenarios.Where(scenario => allScenarios || IsTelling(history, scenario.Name))
            .ToArray();
        var kernels = history.Kernels.Where(kernel => allKernels || IsTelling(history, kernel)).ToArray();
        return new HistoryExcerpt(
            history with
            {
                Scenarios = [.. scenarios],
                Kernels = [.. kernels],
            },
            [.. history.Scenarios.Except(scenarios).Select(scenario => scenario.Name)],
            [.. history.Kernels.Except(kernels).Select(kernel => kernel.Name)]
        );
    }

    private static bool IsTelling(ReleaseHistory history, string scenario) =>
        history.Cells.Any(cell => cell.Case.Scenario == scenario && !cell.IsProved);

    private static bool IsTelling(ReleaseHistory history, KernelEntry kernel) =>
        kernel.IsRelease
        || history.Scenarios.Any(scenario =>
            history.At(kernel, scenario.Name) is { IsProved: false } cell
            && (
                cell is not { Verdict: "known-bug", IsComplete: true }
                || cell.Bugs.Any(bug => !IsOnARelease(history, bug, scenario.Name))
            )
        );

    private static bool IsOnARelease(ReleaseHistory history, BugEntry bug, string scenario) =>
        history.Kernels.Any(kernel =>
            kernel.IsRelease && history.At(kernel, scenario) is { } cell && cell.Bugs.Any(found => found.Id == bug.Id)
        );
}
