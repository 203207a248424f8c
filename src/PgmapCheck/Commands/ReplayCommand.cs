using System.CommandLine;
using PgmapCheck.Cases;
using PgmapCheck.Runs;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck replay</c>.</summary>
internal static class ReplayCommand
{
    public static Command Create(Terminal terminal, Func<Catalogue> catalogue)
    {
        var files = new Argument<string[]>("TRACE")
        {
            Description = "Trace files, or folders with them; a trace of a scenario or harness file comes after that",
            Arity = ArgumentArity.OneOrMore,
        };
        var name = new Option<string?>("--case") { Description = "Of which case a trace of Microsoft.Coyote's is" };
        var tree = new KernelTreeOptions();
        var verbose = new Option<bool>("--verbose") { Description = "Print every step" };
        var quiet = new Option<bool>("--quiet") { Description = "Print no diagrams" };
        var command = new Command("replay", "Follow recorded schedules, and show what they violate")
        {
            files,
            name,
            verbose,
            quiet,
            AssemblyOption.Option,
        };
        foreach (var option in tree.All)
        {
            command.Add(option);
        }

        command.SetAction(parsed =>
        {
            var names = parsed.GetRequiredValue(files);
            System.Collections.Immutable.ImmutableArray<string> scenarios = [.. names.Where(ScenarioFiles.IsOne)];
            System.Collections.Immutable.ImmutableArray<string> harnesses = [.. names.Where(HarnessFiles.IsOne)];
            var known = tree.Of(parsed) is { } text
                ? harnesses.IsEmpty
                    ? scenarios.IsEmpty
                        ? text.In(catalogue())
                        : text.In(scenarios, null)
                    : HarnessFiles.Read(harnesses, text, withSeeds: true).Catalogue
                : !harnesses.IsEmpty
                    ? throw new UsageException("a harness file needs --kernel-tree DIR")
                    : scenarios.IsEmpty
                        ? catalogue()
                        : ScenarioFiles.Read(scenarios, AssemblyOption.Of(parsed));
            var replay = new ReplayRun(terminal, known, parsed.GetValue(quiet), parsed.GetValue(verbose))
            {
                CaseName = parsed.GetValue(name),
            };
            var traces = names
                .Where(name => !ScenarioFiles.IsOne(name) && !HarnessFiles.IsOne(name))
                .SelectMany(TracesAt)
                .ToArray();
            var exit =
                traces.Length == 0
                    ? throw new UsageException("there is no trace to replay")
                    : traces.Select(replay.Run).Aggregate(ExitCodes.Worse);
            terminal.Out.WriteLine(
                exit == ExitCode.Held ? exit.Describe("violated again, as recorded") : exit.Describe()
            );
            return (int)exit;
        });
        return command;
    }

    // The traces in and below a folder, or the file.
    private static string[] TracesAt(string name) =>
        Directory.Exists(name)
            ? [.. Directory.GetFiles(name, "*.trace", SearchOption.AllDirectories).Order(StringComparer.Ordinal)]
            : [name];
}
