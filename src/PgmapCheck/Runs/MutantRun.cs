using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Model.Releases;
using PgmapCheck.Properties.Mutation;
using PgmapCheck.Reports;

namespace PgmapCheck.Runs;

/// <summary>One run of <c>pgmapcheck mutants</c>.</summary>
/// <param name="terminal">Where to print.</param>
/// <param name="every">Only every so manieth mutant is checked.</param>
/// <param name="jobs">How many mutants are checked at a time.</param>
/// <param name="isVerbose">Whether to name every mutant that was killed.</param>
internal sealed class MutantRun(Terminal terminal, int every, int jobs, bool isVerbose)
{
    private readonly MutantReport _report = new(terminal, isVerbose);

    /// <summary>Checks the mutants of each kernel, or as many as there are before an interrupt, and reports.</summary>
    /// <param name="releases">The kernels that are changed.</param>
    /// <param name="isWhole">True if these are all kernels that arguments for survivors are about.</param>
    public ExitCode Run(ImmutableArray<Release> releases, bool isWhole)
    {
        var exit = releases.Select(Run).Aggregate(ExitCodes.Worse);
        return End(
            isWhole && every == 1 && exit is ExitCode.Held ? _report.WriteStale(Survivors.Arguments.Keys) : exit
        );
    }

    /// <summary>The same for kernels of a user's, on the model's scenarios and the user's.</summary>
    public ExitCode Run(ImmutableArray<Release> releases, UserAssembly mine)
    {
        try
        {
            return releases.IsEmpty
                ? throw new UsageException($"{mine.Path} has no kernel to change")
                : End(
                    releases
                        .Select(release =>
                        {
                            var mutants = ReleaseMutants.Of(release, mine.Scenarios);
                            return Run(release.Name, mutants.All, mutants.Check, Survivors.ArgumentFor);
                        })
                        .Aggregate(ExitCodes.Worse)
                );
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"{mine.Path}: {e.Message.Split(" (Parameter")[0]}: mend that first", e);
        }
    }

    /// <summary>The same for the functions of a kernel tree.</summary>
    public ExitCode Run(KernelTree tree)
    {
        var mutants = TextMutants.Of(tree.Code, code => tree.With(code));
        var exit = Run(
            tree.Release.Name,
            mutants.All,
            mutants.Check,
            mutation => TextSurvivors.ArgumentFor(tree.Tree.Version, mutation)
        );
        return End(
            every == 1 && exit is ExitCode.Held ? _report.WriteStale(TextSurvivors.ArguedFor(tree.Tree.Version)) : exit
        );
    }

    /// <summary>The same for functions that harnesses come through. Nobody argues for what survives: the run says how
    /// much a proof of theirs is worth.</summary>
    public ExitCode Run(KernelTree tree, ImmutableArray<string> harnesses)
    {
        var exit = ExitCode.Held;
        foreach (var text in HarnessFiles.Read(harnesses, tree, withSeeds: false).Texts)
        {
            var mutants = HarnessMutants.Of(text);
            if (mutants.WhyNone is { } why)
            {
                terminal.Out.WriteLine($"{text.Harness.Name}: {why}");
                exit = ExitCodes.Worse(exit, ExitCode.Incomplete);
                continue;
            }

            exit = ExitCodes.Worse(exit, Run(text.Harness.Name, mutants.All, mutants.Check, static _ => null));
        }

        return End(exit);
    }

    private ExitCode End(ExitCode exit)
    {
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
        return Run(release.Name, mutants.All, mutants.Check, Survivors.ArgumentFor);
    }

    private ExitCode Run<TMutation>(
        string kernel,
        ImmutableArray<TMutation> all,
        Func<TMutation, MutationVerdict<TMutation>> check,
        Func<TMutation, string?> argumentFor
    )
        where TMutation : notnull
    {
        var chosen = all.Where((_, i) => i % every == 0).ToArray();
        var verdicts = new List<MutationVerdict<TMutation>>();
        foreach (
            var (_, verdict) in OrderedJobs<TMutation, MutationVerdict<TMutation>>.Run(
                chosen,
                jobs,
                check,
                check,
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

        return _report.Write(kernel, chosen.Length, verdicts, argumentFor);
    }
}
