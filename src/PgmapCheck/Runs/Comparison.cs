using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>Says in what results differ from those of another kernel, or of another run.</summary>
internal static class Comparison
{
    /// <summary>Says at the end of a run how it differs from another kernel, or another run's report.</summary>
    /// <param name="against">A kernel's name, or the file of a report.</param>
    /// <param name="known">What there is.</param>
    /// <param name="terminal">Where to print.</param>
    /// <param name="request">How to search.</param>
    /// <exception cref="UsageException">There is no such kernel, and no such report.</exception>
    public static Action<ImmutableArray<CaseResult>> With(
        string against,
        Catalogue known,
        Terminal terminal,
        CheckRequest request
    )
    {
        var kernel = known.AllKernels.FirstOrDefault(kernel =>
            string.Equals(kernel.Name, against, StringComparison.OrdinalIgnoreCase)
        );
        if (kernel is null && !File.Exists(against))
        {
            throw new UsageException(
                $"--against: expected a kernel ('pgmapcheck list --kernels') or a JSON report, found '{against}'"
            );
        }

        // Read now, so that what is none is said before anything is searched.
        var recorded = kernel is null ? CaseSummary.ReadReport(against) : [];
        return results =>
            Write(terminal, results, kernel is null ? recorded : null, kernel?.Cases ?? [], against, request);
    }

    /// <summary>Says of each kernel of a user's how it differs from the one that it is a change of.</summary>
    public static void WriteAgainstBases(
        Terminal terminal,
        ImmutableArray<CaseResult> results,
        Catalogue known,
        CheckRequest request
    )
    {
        foreach (var kernel in known.Kernels.Where(kernel => kernel.Base is not null))
        {
            var unchanged = known.Others.Single(other => other.Name == kernel.Base);
            foreach (var (mine, other) in new[] { (kernel, unchanged), (kernel.Fixed, unchanged.Fixed ?? unchanged) })
            {
                var here = results.Where(result => result.Case.Kernel == mine?.Name).ToImmutableArray();
                if (!here.IsEmpty)
                {
                    terminal.Out.Write(known.Kernels.Length == 1 ? "" : $"{mine!.Name}: ");
                    Write(terminal, here, null, other.Cases, other.Name, request);
                }
            }
        }
    }

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
