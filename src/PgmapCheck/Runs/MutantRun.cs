using System.Collections.Immutable;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties.Mutation;
using PgmapCheck.Reports;

namespace PgmapCheck.Runs;

/// <summary>One run of <c>pgmapcheck mutants</c>.</summary>
/// <param name="terminal">Where to print.</param>
/// <param name="releases">The kernels that are changed.</param>
/// <param name="every">Only every so manieth mutant is checked.</param>
/// <param name="isWhole">True if these are all kernels that arguments for survivors are about.</param>
/// <param name="isVerbose">Whether to name every mutant that was killed.</param>
internal sealed class MutantRun(
    Terminal terminal,
    ImmutableArray<Release> releases,
    int every,
    bool isWhole,
    bool isVerbose
)
{
    private readonly MutantReport _report = new(terminal, isVerbose);

    /// <summary>Checks the mutants of each kernel, or as many as there are before an interrupt, and reports.</summary>
    public ExitCode Run()
    {
        var exit = releases.Select(Run).Aggregate(ExitCodes.Worse);
        exit = isWhole && every == 1 && exit is ExitCode.Held ? _report.WriteStale() : exit;
        terminal.Out.WriteLine(
            exit.Describe(
                exit switch
                {
                    ExitCode.Held => "every mutant was killed, or has an argument for being none",
                    ExitCode.Vacuous =>
                        "a mutant survived and nobody says why, or an argument is about none that survives",
                    _ => exit.Word(),
                }
            )
        );
        return exit;
    }

    private ExitCode Run(Release release)
    {
        var mutants = ReleaseMutants.Of(release);
        var chosen = mutants.All.Where((_, i) => i % every == 0).ToArray();
        var verdicts = new List<MutationVerdict>();
        foreach (var mutant in chosen.TakeWhile(_ => !terminal.Interrupted.IsCancellationRequested))
        {
            verdicts.Add(mutants.Check(mutant));
            if (verdicts[^1].IsKilled)
            {
                _report.WriteKilled(verdicts[^1]);
            }
        }

        return _report.Write(release, chosen.Length, verdicts);
    }
}
