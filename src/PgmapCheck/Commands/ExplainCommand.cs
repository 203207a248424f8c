using System.CommandLine;
using PgmapCheck.Cases;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck explain</c>.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal, Func<Catalogue> catalogue)
    {
        var name = new Argument<string>("CASE|BUG")
        {
            Description = "A case (v4.18/put-page-vs-truncate), a known bug (REL-PAGES), or a scenario file",
        };
        var kernel = new Option<string?>("--kernel")
        {
            Description = "Of a scenario file: on which kernel [default: the first that it runs on]",
            HelpName = "NAME",
        };
        var bounds = new BoundOptions();
        var command = new Command(
            "explain",
            "Say what goes wrong, how it comes about, what ends it, and what to change"
        )
        {
            name,
            kernel,
            AssemblyOption.Option,
        };
        foreach (var option in bounds.All)
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var what = parsed.GetRequiredValue(name);
            var known = ScenarioFiles.IsOne(what) ? ScenarioFiles.Read([what], AssemblyOption.Of(parsed)) : catalogue();
            return (int)
                new ExplainRun(parsed.Terminal(terminal), known, bounds.Of(parsed)).Run(what, parsed.GetValue(kernel));
        });
        return command;
    }
}
