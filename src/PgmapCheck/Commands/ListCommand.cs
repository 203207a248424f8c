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
        var properties = new Option<bool>("--properties")
        {
            Description = "What must hold, by the names that files expect",
        };
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
            properties,
            operations,
            primitives,
            AssemblyOption.Option,
        };
        command.SetAction(parsed =>
        {
            var list = new Lazy<Listing>(() => new Listing(terminal, catalogue()));
            var parts = new (Option<bool> Option, bool IsUsual, Action Show)[]
            {
                (kernels, true, () => list.Value.ShowKernels()),
                (scenarios, true, () => list.Value.ShowScenarios()),
                (bugs, true, () => list.Value.ShowBugs()),
                (properties, false, () => list.Value.ShowProperties()),
                (operations, false, () => OperationList.WriteTo(terminal)),
                (primitives, false, () => PrimitiveList.WriteTo(terminal)),
            };
            var asked = parts.Where(part => parsed.GetValue(part.Option)).ToArray();
            asked = asked.Length > 0 ? asked : [.. parts.Where(part => part.IsUsual)];
            for (var i = 0; i < asked.Length; i++)
            {
                terminal.Out.Write(i == 0 ? "" : Environment.NewLine);
                asked[i].Show();
            }

            return (int)ExitCode.Held;
        });
        return command;
    }
}
