using PgmapCheck.Reports;
using PgmapCheck.Selection;

namespace PgmapCheck.Checking;

/// <summary>One run of <c>pgmapcheck check</c>: case after case, reported as they end.</summary>
internal sealed class CheckRun
{
    private readonly Terminal _terminal;
    private readonly Catalogue _catalogue;
    private readonly CheckRequest _request;
    private readonly ProgressLine? _progress;
    private readonly List<CheckResult> _results = [];
    private TraceFolder? _traces;
    private ExitCode _exit = ExitCode.Held;

    public CheckRun(Terminal terminal, Catalogue catalogue, CheckRequest request)
    {
        _terminal = terminal;
        _catalogue = catalogue;
        _request = request;
        _progress = terminal.ShowsProgress && !request.IsQuiet ? new ProgressLine(terminal) : null;
        _traces = request.TraceFolder is { } folder ? new TraceFolder(folder) : null;
    }

    /// <summary>Checks everything selected, or as much as there is before an interrupt.</summary>
    public ExitCode Run()
    {
        var subjects = _request.Selection.In(_catalogue);
        var width = subjects.Max(subject => subject.Name.Length);
        foreach (var subject in subjects.TakeWhile(_ => !_terminal.Interrupted.IsCancellationRequested))
        {
            var result = Check(subject);
            _results.Add(result);
            _exit = ExitCodes.Worse(_exit, result.ExitCode);
            Report(result, width);
        }

        if (_results.Count < subjects.Length)
        {
            _exit = ExitCodes.Worse(_exit, ExitCode.Incomplete);
        }

        var summary = new Summary([.. _results], subjects.Length, _request.Plan.Options.FingerprintBits);
        if (!_request.IsQuiet)
        {
            _terminal.Out.Write(_results is [.., { Findings.IsEmpty: false }] ? "" : Environment.NewLine);
            summary.WriteTo(_terminal.Out);
        }

        _terminal.Out.WriteLine(_exit.Describe());
        return _exit;
    }

    private CheckResult Check(Subject subject)
    {
        _progress?.Begin(subject.Name);
        try
        {
            var plan = _request.Plan with
            {
                Options = _request.Plan.Options with { Progress = _progress, Cancellation = _terminal.Interrupted },
            };
            var verdict = plan.Search(subject.Program);
            return new CheckResult(
                subject, verdict, [.. verdict.Counterexamples.Select(found => Finding.Of(subject, found))], null);
        }
#pragma warning disable CA1031 // whatever one case throws, the others are still checked
        catch (Exception error)
#pragma warning restore CA1031
        {
            return new CheckResult(subject, null, [], error);
        }
        finally
        {
            _progress?.Clear();
        }
    }

    private void Report(CheckResult result, int width)
    {
        if (_request.IsQuiet && result.ExitCode == ExitCode.Held)
        {
            return;
        }

        new VerdictLine(result).WriteTo(_terminal, width, _request.IsVerbose);
        foreach (var finding in result.Findings)
        {
            WriteDiagram(result.Subject, finding);
        }

        _terminal.Out.Write(result.Findings.IsEmpty ? "" : Environment.NewLine);
    }

    private void WriteDiagram(Subject subject, Finding finding)
    {
        var race = Race.Of(_catalogue, subject, finding.Trace, finding.Counterexample.IsShortest) with
        {
            TracePath = Keep(subject, finding),
            IsVerbose = _request.IsVerbose,
        };
        _terminal.Out.WriteLine();
        foreach (var line in RaceDiagram.Draw(race))
        {
            _terminal.Out.WriteLine(line);
        }
    }

    private string? Keep(Subject subject, Finding finding)
    {
        try
        {
            return _traces?.Keep(subject, finding.Trace);
        }
        catch (UsageException e)
        {
            _traces = null; // what cannot be written once is not tried again for every case
            _exit = ExitCodes.Worse(_exit, ExitCode.Usage);
            _terminal.Error.WriteLine($"pgmapcheck: {e.Message}");
            return null;
        }
    }
}
