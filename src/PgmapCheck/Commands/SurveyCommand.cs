using System.CommandLine;
using System.Threading;
using PgmapCheck.Model.Harnesses.Surveys;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck survey</c>.</summary>
internal static class SurveyCommand
{
    private const int UsualNames = 30;

    public static Command Create(Terminal terminal)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Folders and .c files of the tree [default: " + string.Join(' ', TreeSurvey.UsualPaths) + "]",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var names = CommonOptions.Amount("--names", "How many of the names in the way to print [default: 30]");
        var time = CommonOptions.Amount("--time", "Print what is known after this time", "TIME");
        var tree = new KernelTreeOptions();
        var command = new Command("survey", "How much of a kernel tree a harness can run, and what stands in the way")
        {
            paths,
            names,
            time,
        };
        foreach (var option in tree.All)
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var opened = tree.Of(parsed) ?? throw new UsageException("survey needs --kernel-tree DIR");
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(terminal.Interrupted);
            if (parsed.Time(time) is { } bound)
            {
                limit.CancelAfter(bound);
            }

            return (int)
                new SurveyRun(
                    parsed.Terminal(terminal),
                    opened,
                    [.. parsed.GetValue(paths) ?? []],
                    (int)(parsed.Number(names, 0, 1_000_000) ?? UsualNames)
                ).Run(limit.Token);
        });
        return command;
    }
}
