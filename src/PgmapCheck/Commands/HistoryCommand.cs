using System.CommandLine;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Reports.Formats;
using PgmapCheck.Reports.Formats.Json;
using PgmapCheck.Results;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck history</c>.</summary>
internal static class HistoryCommand
{
    public static Command Create(Terminal terminal, Func<Catalogue> catalogue)
    {
        var kernels = new Option<string[]>("--kernel") { Description = "Only this kernel", HelpName = "NAME" };
        var scenarios = new Option<string[]>("--scenario") { Description = "Only this scenario", HelpName = "NAME" };
        var withFixed = new Option<bool>("--fixed") { Description = "Show each kernel's fixed form beside it" };
        var all = new Option<bool>("--all") { Description = "Show also scenarios and configurations that add nothing" };
        var reports = new ReportOption<HistoryReport>(ReportFormats.OfHistories);
        var json = new Option<string?>("--json") { Description = "The same as --report json=FILE", HelpName = "FILE" };
        var liveness = CommonOptions.Liveness();
        var jobs = CommonOptions.Jobs();
        var bounds = new BoundOptions();
        var trees = new Option<string[]>("--kernel-tree")
        {
            Description = "Kernel trees in the place of kernels by hand, in this order",
            HelpName = "DIR[@REV]",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("history", "Show which kernel has which bug: kernels across, scenarios down")
        {
            kernels,
            scenarios,
            withFixed,
            all,
            reports.Option,
            json,
            liveness,
            jobs,
            AssemblyOption.Option,
            trees,
        };
        foreach (var option in bounds.All)
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var request = new HistoryRequest
            {
                Kernels = [.. parsed.GetValue(kernels) ?? []],
                Scenarios = [.. parsed.GetValue(scenarios) ?? []],
                WithFixed = parsed.GetValue(withFixed),
                ShowsAll = parsed.GetValue(all),
                Plan = SearchPlan.Proof(bounds.Of(parsed), parsed.LivenessOf(liveness)),
                Jobs = parsed.JobsOf(jobs),
                Reports = parsed.GetValue(json) is { } file
                    ? reports.Of(parsed, new ReportRequest<HistoryReport>(new HistoryJsonFormat(), file))
                    : reports.Of(parsed),
            };
            var screen = ReportOption<HistoryReport>.TerminalFor(parsed, terminal, request.Reports);
            var paths = parsed.GetValue(trees) ?? [];
            if (paths.Length > 0 && parsed.GetValue(AssemblyOption.Option) is not null)
            {
                throw new UsageException("--assembly and --kernel-tree: expected one of them");
            }

            return (int)
                new HistoryRun(
                    screen,
                    paths.Length > 0 ? KernelTrees.InOrder(paths, catalogue()) : catalogue(),
                    request
                ).Run();
        });
        return command;
    }
}
