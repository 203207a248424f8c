using System.CommandLine;
using PgmapCheck.Reports;
using PgmapCheck.Results;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck diff</c>.</summary>
internal static class DiffCommand
{
    public static Command Create(Terminal terminal)
    {
        var before = new Argument<string>("A.json")
        {
            Description = "A report that 'check --report json=A.json' wrote",
        };
        var now = new Argument<string>("B.json") { Description = "A later one, or one of another kernel" };
        var command = new Command("diff", "Say what became violated, what is proved now, and what changed its size")
        {
            before,
            now,
        };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(before);
            var differences = new Differences(
                CaseSummary.ReadReport(name),
                CaseSummary.ReadReport(parsed.GetRequiredValue(now)),
                name
            );
            differences.WriteTo(terminal.Out);
            var exit = differences.AreWorse ? ExitCode.Violated : ExitCode.Held;
            terminal.Out.WriteLine(
                exit.Describe(differences.AreWorse ? "something is violated that was not" : "nothing became violated")
            );
            return (int)exit;
        });
        return command;
    }
}
