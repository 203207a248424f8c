using System.CommandLine;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;
using PgmapCheck.Reports;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck mutants</c>.</summary>
internal static class MutantsCommand
{
    public static Command Create(Terminal terminal)
    {
        var kernels = new Option<string[]>("--kernel")
        {
            Description = "The kernel, with the fixes of its known bugs [default: v4.18 and the newest]",
            HelpName = "NAME",
        };
        var sample = CommonOptions.Amount("--every", "Only every N-th mutant [default: 1]");
        var verbose = new Option<bool>("--verbose") { Description = "Name every mutant that was killed" };
        var command = new Command(
            "mutants",
            "Change one step or call of a kernel's code at a time, and see whether that is noticed"
        )
        {
            kernels,
            sample,
            verbose,
        };
        command.SetAction(parsed =>
        {
            var names = parsed.GetValue(kernels) is { Length: > 0 } given
                ? given
                : [KnownReleases.V4_18.Name, KnownReleases.History[^1].Name];
            var releases = names.Select(Fixed).ToArray();
            var every = (int)(parsed.Number(sample, 1, 1_000_000) ?? 1);
            var report = new MutantReport(parsed.Terminal(terminal), every, parsed.GetValue(verbose));
            var exit = releases.Select(report.Run).Aggregate(ExitCodes.Worse);
            if (every == 1 && parsed.GetValue(kernels) is not { Length: > 0 } && exit is ExitCode.Held)
            {
                exit = report.WriteStale();
            }

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
            return (int)exit;
        });
        return command;
    }

    private static Release Fixed(string name) =>
        FixedForms.All.FirstOrDefault(release => release.Name == name || release.Name == $"{name}+fixes")
        ?? throw new UsageException(
            $"no kernel called '{name}' has a fixed form; there are: {string.Join(", ", FixedForms.All.Select(r => r.Name))}"
        );
}
