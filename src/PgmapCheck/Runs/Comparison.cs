using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>Says in what results differ from those of another kernel, or of another run.</summary>
internal static class Comparison
{
    /// <summary>Prints the differences.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="results">What was found.</param>
    /// <param name="recorded">What another run has found; null to search <paramref name="others"/>.</param>
    /// <param name="others">The cases of another kernel.</param>
    /// <param name="name">What the other run or kernel is called.</param>
    /// <param name="request">How to search.</param>
    public static void Write(
        Terminal terminal,
        ImmutableArray<CaseResult> results,
        ImmutableArray<CaseSummary>? recorded,
        ImmutableArray<Case> others,
        string name,
        CheckRequest request
    )
    {
        if (recorded is null)
        {
            var scenarios = results.Select(result => result.Case.Scenario).ToHashSet();
            others = others.RemoveAll(other => !scenarios.Contains(other.Scenario));
            var checker = new CaseChecker(terminal, request.Plan, null) { Jobs = request.Jobs };
            recorded =
            [
                .. checker
                    .Check<CaseResult>(others, static result => result)
                    .Select(static pair => pair.Made)
                    .OfType<CaseResult>()
                    .Select(CaseSummary.Of),
            ];
        }

        new Differences(recorded.Value, [.. results.Select(CaseSummary.Of)], name).WriteTo(terminal.Out);
    }
}
