using System.Collections.Immutable;
using System.CommandLine;
using PgmapCheck.Cases;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck mutants</c>.</summary>
internal static class MutantsCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE.harness")
        {
            Description = "With --kernel-tree: mutants of the functions that these harnesses come through",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var kernels = new Option<string[]>("--kernel")
        {
            Description = "The kernel, with the fixes of its known bugs [default: v4.18 and the newest]",
            HelpName = "NAME",
        };
        var sample = CommonOptions.Amount("--every", "Only every N-th mutant [default: 1]");
        var jobs = CommonOptions.Jobs();
        var verbose = new Option<bool>("--verbose") { Description = "Name every mutant that was killed" };
        var tree = new KernelTreeOptions();
        var command = new Command(
            "mutants",
            "Change one step or call of a kernel's code at a time, and see whether that is noticed"
        )
        {
            files,
            kernels,
            sample,
            jobs,
            verbose,
            AssemblyOption.Option,
        };
        foreach (var option in tree.All)
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var given = parsed.GetValue(kernels) ?? [];
            var run = new MutantRun(
                parsed.Terminal(terminal),
                (int)(parsed.Number(sample, 1, 1_000_000) ?? 1),
                parsed.JobsOf(jobs),
                parsed.GetValue(verbose)
            );
            ImmutableArray<string> harnesses = [.. parsed.GetValue(files) ?? []];
            if (harnesses.FirstOrDefault(f => !HarnessFiles.IsOne(f)) is { } other)
            {
                throw new UsageException($"expected a harness file, FILE.harness, found '{other}'");
            }

            if (tree.Of(parsed) is { } opened)
            {
                return !harnesses.IsEmpty && given.Length == 0 ? (int)run.Run(opened, harnesses)
                    : given.Length == 0 ? (int)run.Run(opened)
                    : throw new UsageException(
                        "--kernel and --kernel-tree: expected one of them; --base names a kernel beside a tree"
                    );
            }

            if (!harnesses.IsEmpty)
            {
                throw new UsageException("a harness file needs --kernel-tree DIR");
            }

            if (AssemblyOption.Of(parsed) is { } mine)
            {
                return (int)run.Run([.. Chosen(mine, given)], mine);
            }

            string[] names = given.Length > 0 ? given : [KnownReleases.V4_18.Name, KnownReleases.History[^1].Name];
            return (int)run.Run([.. names.Select(Fixed)], given.Length == 0);
        });
        return command;
    }

    // Only what violates nothing can be changed so that it is noticed.
    private static IEnumerable<Release> Chosen(UserAssembly mine, string[] names)
    {
        foreach (var name in names.Where(name => mine.Releases.All(release => release.Name != name)))
        {
            throw new UsageException(
                $"{mine.Path} has no kernel '{name}'; it has: {string.Join(", ", mine.Releases.Select(r => r.Name))}"
            );
        }

        return mine
            .Releases.Where(release => names.Length == 0 || names.Contains(release.Name))
            .Select(release => FixedForms.OfComposition(release) ?? release);
    }

    private static Release Fixed(string name) =>
        FixedForms.All.FirstOrDefault(release => release.Name == name || release.Name == $"{name}+fixes")
        ?? throw new UsageException(
            $"no kernel called '{name}' has a fixed form; there are: "
                + string.Join(", ", FixedForms.All.Select(release => release.Name))
        );
}
