using System.CommandLine;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Results;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck bugs</c>.</summary>
internal static class BugsCommand
{
    public static Command Create(Terminal terminal, Func<Catalogue> catalogue)
    {
        var ids = new Argument<string[]>("ID")
        {
            Description = "Known bugs; all if none",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var traces = CommonOptions.Traces();
        var noTraces = CommonOptions.NoTraces();
        var liveness = CommonOptions.Liveness();
        var memory = CommonOptions.Memory();
        var loadBuffering = CommonOptions.LoadBuffering();
        var jobs = CommonOptions.Jobs();
        var bounds = new BoundOptions();
        var tree = new KernelTreeOptions();
        var command = new Command("bugs", "Find every known bug again, and prove that its fix removes it")
        {
            ids,
            traces,
            noTraces,
            liveness,
            memory,
            loadBuffering,
            jobs,
        };
        foreach (var option in bounds.All.Concat(tree.All))
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var selection = new BugSelection([.. parsed.GetValue(ids) ?? []]);
            var plan = SearchPlan
                .Proof(
                    bounds.Of(parsed),
                    CommonOptions.LivenessUnder(parsed, liveness, memory, true),
                    parsed.MemoryOf(memory, loadBuffering)
                )
                .Validated();
            var (screen, known, many) = (parsed.Terminal(terminal), catalogue(), parsed.JobsOf(jobs));
            var folder = parsed.GetValue(noTraces) ? null : new TraceFolder(parsed.GetRequiredValue(traces));
            return (int)(
                tree.Of(parsed) is { } opened
                    ? new TreeBugsRun(screen, known, opened, selection, plan, many, folder).Run()
                    : new ConfirmationRun(screen, known, selection, plan, many, folder).Run()
            );
        });
        return command;
    }
}
