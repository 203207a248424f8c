using System.Collections.Immutable;
using Interleave.Mutation;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties.Mutation;
using PgmapCheck.Reports;

namespace PgmapCheck.Runs;

/// <summary>One run of <c>pgmapcheck mutants</c>.</summary>
/// <param name="terminal">Where to print.</param>
/// <param name="releases">The kernels that are changed.</param>
/// <param name="every">Only every so manieth mutant is checked.</param>
/// <param name="jobs">How many mutants are checked at a time.</param>
/// <param name="isWhole">True if these are all kernels that arguments for survivors are about.</param>
/// <param name="isVerbose">Whether to name every mutant that was killed.</param>
internal sealed class MutantRun(
    Terminal terminal,
    ImmutableArray<Release> releases,
    int every,
    int jobs,
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
        foreach (
            var (_, verdict) in OrderedJobs<StepMutation, MutationVerdict>.Run(
                chosen,
                jobs,
                mutants.Check,
                mutants.Check,
                terminal.Interrupted
            )
        )
        {
            if (verdict is null)
            {
                break;
            }

            verdicts.Add(verdict);
            if (verdict.IsKilled)
            {
                _report.WriteKilled(verdict);
            }
        }

        return _report.Write(release, chosen.Length, verdicts);
    }
}
