using System.Collections.Immutable;
using PgmapCheck.Reports;
using PgmapCheck.Selection;

namespace PgmapCheck.Checking;

/// <summary>One run of <c>pgmapcheck check</c>: case after case, reported as they end.</summary>
internal sealed class CheckRun
{
    private readonly Terminal _terminal;
    private readonly Catalogue _catalogue;
    private readonly CheckRequest _request;
    private readonly SubjectChecker _checker;
    private readonly List<CaseReport> _cases = [];
    private TraceFolder? _traces;
    private ExitCode _exit = ExitCode.Held;

    public CheckRun(Terminal terminal, Catalogue catalogue, CheckRequest request)
    {
        _terminal = terminal;
        _catalogue = catalogue;
        _request = request;
        _checker = new SubjectChecker(
            terminal, request.Plan, terminal.ShowsProgress && !request.IsQuiet ? new ProgressLine(terminal) : null);
        _traces = request.TraceFolder is { } folder ? new TraceFolder(folder) : null;
    }

    /// <summary>Checks everything selected, or as much as there is before an interrupt.</summary>
    public ExitCode Run()
    {
        var subjects = _request.Selection.In(_catalogue);
        var width = subjects.Max(subject => subject.Name.Length);
        foreach (var subject in subjects.TakeWhile(_ => !_checker.IsInterrupted))
        {
            var result = _checker.Check(subject);
            _exit = ExitCodes.Worse(_exit, result.ExitCode);
            _cases.Add(new CaseReport(result, Report(result, width)));
        }

        var report = new RunReport
        {
            Cases = [.. _cases],
            NotBegun = subjects[_cases.Count..],
            Plan = _request.Plan,
            ExitCode = _cases.Count < subjects.Length ? ExitCodes.Worse(_exit, ExitCode.Incomplete) : _exit,
        };
        if (!_request.IsQuiet)
        {
            _terminal.Out.Write(_cases is [.., { Races.IsEmpty: false }] ? "" : Environment.NewLine);
            report.Summary.WriteTo(_terminal.Out);
        }

        using var output = new ReportOutput<RunReport>(_terminal, _request.Reports);
        _exit = output.Write(report);
        _terminal.Out.WriteLine(_exit.Describe());
        return _exit;
    }

    private ImmutableArray<Race> Report(CheckResult result, int width)
    {
        if (_request.IsQuiet && result.ExitCode == ExitCode.Held)
        {
            return [];
        }

        new VerdictLine(result).WriteTo(_terminal, width, _request.IsVerbose);
        var races = ImmutableArray.CreateBuilder<Race>();
        foreach (var finding in result.Findings)
        {
            races.Add(RaceOf(result.Subject, finding));
            WriteDiagram(races[^1]);
        }

        _terminal.Out.Write(races.Count == 0 ? "" : Environment.NewLine);
        return races.ToImmutable();
    }

    private Race RaceOf(Subject subject, Finding finding) =>
        Race.Of(_catalogue, subject, finding.Trace, finding.Counterexample.IsShortest) with
        {
            TracePath = Keep(subject, finding),
            IsVerbose = _request.IsVerbose,
        };

    private void WriteDiagram(Race race)
    {
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
