using System.CommandLine;
using Interleave.Traces;
using PgmapCheck.Reports;
using PgmapCheck.Selection;

namespace PgmapCheck.Commands;

/// <summary><c>pgmapcheck replay</c>.</summary>
internal static class ReplayCommand
{
    public static Command Create(Terminal terminal, Func<Catalogue> catalogue)
    {
        var files = new Argument<string[]>("TRACE")
        {
            Description = "Trace files; a trace of a scenario file comes after that, FILE.scenario",
            Arity = ArgumentArity.OneOrMore,
        };
        var verbose = new Option<bool>("--verbose") { Description = "Print every step" };
        var quiet = new Option<bool>("--quiet") { Description = "Print no diagrams" };
        var command = new Command("replay", "Follow recorded schedules, and show what they violate")
        {
            files,
            verbose,
            quiet,
        };
        command.SetAction(parsed =>
        {
            var names = parsed.GetRequiredValue(files);
            System.Collections.Immutable.ImmutableArray<string> scenarios = [.. names.Where(ScenarioFiles.IsOne)];
            var known = scenarios.IsEmpty ? catalogue() : ScenarioFiles.Read(scenarios);
            var replay = new Replay(terminal, known, parsed.GetValue(quiet), parsed.GetValue(verbose));
            var traces = names.Where(name => !ScenarioFiles.IsOne(name)).ToArray();
            var exit =
                traces.Length == 0
                    ? throw new UsageException("there is no trace to replay")
                    : traces.Select(replay.Run).Aggregate(ExitCodes.Worse);
            terminal.Out.WriteLine(exit.Describe());
            return (int)exit;
        });
        return command;
    }

    private sealed record Replay(Terminal Terminal, Catalogue Catalogue, bool IsQuiet, bool IsVerbose)
    {
        public ExitCode Run(string path)
        {
            try
            {
                var file = TraceFile.Parse(Read(path), path);
                var subject =
                    Catalogue.Find(file.Case)
                    ?? throw new UsageException(
                        $"{path}:3: there is no case '{file.Case}' ('pgmapcheck list' shows what there is)"
                    );
                Show(path, subject, file.Replay(subject.Program));
                return ExitCode.Held;
            }
            catch (ScheduleDivergedException e)
            {
                Terminal.Out.WriteLine($"{path}: diverged at step {e.StepNumber}: {e.Reason}");
                return ExitCode.Diverged;
            }
            catch (Exception e) when (e is UsageException or FormatException)
            {
                Terminal.Error.WriteLine($"pgmapcheck: {e.Message}");
                return ExitCode.Usage;
            }
        }

        private static string Read(string path)
        {
            try
            {
                return File.ReadAllText(path);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                throw new UsageException($"{path}: there is no such file", e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new UsageException($"{path}: {e.Message}", e);
            }
        }

        private void Show(string path, Subject subject, Trace trace)
        {
            if (!IsQuiet)
            {
                var race = Race.Of(Catalogue, subject, trace, null) with { TracePath = path, IsVerbose = IsVerbose };
                foreach (var line in RaceDiagram.Draw(race))
                {
                    Terminal.Out.WriteLine(line);
                }

                Terminal.Out.WriteLine();
            }

            Terminal.Out.WriteLine($"{path}: reproduced: {trace.Violation!.Property}");
        }
    }
}
