using Interleave.Schedules;
using Interleave.Traces;
using PgmapCheck.Cases;
using PgmapCheck.Reports.Races;

namespace PgmapCheck.Runs;

/// <summary>One run of <c>pgmapcheck replay</c>: each trace is followed, and shown with what it violates.</summary>
internal sealed record ReplayRun(Terminal Terminal, Catalogue Catalogue, bool IsQuiet, bool IsVerbose)
{
    /// <summary>Follows one trace.</summary>
    public ExitCode Run(string path)
    {
        try
        {
            var file = TraceFile.Parse(Read(path), path);
            var @case =
                Catalogue.Find(file.Case)
                ?? throw new UsageException(
                    $"{path}:3: there is no case '{file.Case}' ('pgmapcheck list' shows what there is)"
                );
            Show(path, @case, file.Replay(@case.Program));
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

    private void Show(string path, Case @case, Trace trace)
    {
        if (!IsQuiet)
        {
            var race = Race.Of(Catalogue, @case, trace, null) with { TracePath = path, IsVerbose = IsVerbose };
            foreach (var line in RaceDiagram.Draw(race))
            {
                Terminal.Out.WriteLine(line);
            }

            Terminal.Out.WriteLine();
        }

        Terminal.Out.WriteLine($"{path}: reproduced: {trace.Violation!.Property}");
    }
}
