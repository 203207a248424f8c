using System.CommandLine;
using PgmapCheck.Cases;
using PgmapCheck.Reports;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(Terminal terminal, Func<Catalogue> catalogue)
    {
        var kernels = new Option<bool>("--kernels") { Description = "Only the kernels" };
        var scenarios = new Option<bool>("--scenarios") { Description = "Only the scenarios" };
        var bugs = new Option<bool>("--bugs") { Description = "Only the known bugs" };
        var operations = new Option<bool>("--operations") { Description = "What scenario files can call" };
        var primitives = new Option<bool>("--primitives")
        {
            Description = "Names of the kernel that text is not read of, and what they mean instead",
        };
        var command = new Command("list", "Show the kernels, scenarios and known bugs")
        {
            kernels,
            scenarios,
            bugs,
            operations,
            primitives,
        };
        command.SetAction(parsed =>
        {
            var (showKernels, showScenarios, showBugs) = (
                parsed.GetValue(kernels),
                parsed.GetValue(scenarios),
                parsed.GetValue(bugs)
            );
            if (parsed.GetValue(operations))
            {
                OperationList.WriteTo(terminal);
                return (int)ExitCode.Held;
            }

            if (parsed.GetValue(primitives))
            {
                PrimitiveList.WriteTo(terminal);
                return (int)ExitCode.Held;
            }

            var showAll = !showKernels && !showScenarios && !showBugs;
            var list = new Listing(terminal, catalogue());
            var parts = new (bool IsWanted, Action Show)[]
            {
                (showAll || showKernels, list.ShowKernels),
                (showAll || showScenarios, list.ShowScenarios),
                (showAll || showBugs, list.ShowBugs),
            }
                .Where(part => part.IsWanted)
                .ToArray();
            for (var i = 0; i < parts.Length; i++)
            {
                terminal.Out.Write(i == 0 ? "" : Environment.NewLine);
                parts[i].Show();
            }

            return (int)ExitCode.Held;
        });
        return command;
    }
}
