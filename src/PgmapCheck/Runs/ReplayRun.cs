using Interleave;
using Interleave.Schedules;
using Interleave.Traces;
using PgmapCheck.Cases;
using PgmapCheck.Reports.Races;

namespace PgmapCheck.Runs;

/// <summary>One run of <c>pgmapcheck replay</c>: each trace is followed, and shown with what it violates.</summary>
internal sealed record ReplayRun(Terminal Terminal, Catalogue Catalogue, bool IsQuiet, bool IsVerbose)
{
    private const int LargestTrace = 64 << 20;

    /// <summary>Of which case a trace of Coyote's is: it does not say.</summary>
    public string? CaseName { get; init; }

    /// <summary>Follows one trace.</summary>
    public ExitCode Run(string path)
    {
        try
        {
            var text = TextFile.Read(path, LargestTrace);
            if (CoyoteTrace.IsOne(text))
            {
                ShowCoyotes(path, CoyoteTrace.Parse(text, path));
            }
            else
            {
                var file = TraceFile.Parse(text, path);
                var @case = Find(file.Case, $"{path}:3");
                @case.Prepare?.Invoke(file);
                Checker.Prepare(@case.Program, file.Schedule.Memory);
                Show(path, @case, file.Replay(@case.Program));
            }

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

    private void ShowCoyotes(string path, CoyoteTrace coyotes)
    {
        var @case = Find(
            CaseName ?? throw new UsageException($"{path}: a trace of Coyote's needs '--case CASE'"),
            "--case"
        );
        var trace = Replayer.Replay(@case.Program, coyotes.ScheduleOf(@case.Program));
        if (trace.Violation is null)
        {
            throw new ScheduleDivergedException(Math.Max(1, trace.Steps.Length), "nothing is violated");
        }

        Show(path, @case, trace);
    }

    private Case Find(string name, string where) =>
        Catalogue.Find(name)
        ?? throw new UsageException($"{where}: there is no case '{name}' ('pgmapcheck list' shows what there is)");

    private void Show(string path, Case @case, Trace trace)
    {
        if (!IsQuiet)
        {
            var race = Race.Of(@case, trace, null) with { TracePath = path, IsVerbose = IsVerbose };
            foreach (var line in RaceDiagram.Draw(race, Terminal.TextWidth))
            {
                Terminal.Out.WriteLine(line);
            }

            Terminal.Out.WriteLine();
        }

        Terminal.Out.WriteLine($"{path}: reproduced: {trace.Violation!.Property}");
    }
}
