using System.Collections.Immutable;
using System.Diagnostics;
using Interleave.Search;
using Interleave.Violations;
using PgmapCheck.Blobs;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Reports.Races;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>One run of <c>pgmapcheck check</c>: cases are reported in their order, as they end.</summary>
internal sealed class CheckRun
{
    private readonly Terminal _terminal;
    private readonly Catalogue _catalogue;
    private readonly CheckRequest _request;
    private readonly CaseChecker _checker;
    private readonly List<CaseReport> _cases = [];
    private TraceFolder? _traces;
    private RunCheckpoint? _checkpoint;
    private SearchCheckpoint? _openSearch;
    private ExitCode _exit = ExitCode.Held;

    public CheckRun(Terminal terminal, Catalogue catalogue, CheckRequest request)
    {
        _terminal = terminal;
        _catalogue = catalogue;
        _request = request;
        _checker = new CaseChecker(
            terminal,
            request.Plan,
            terminal.ShowsProgress && !request.Screen.IsQuiet ? new ProgressLine(terminal) : null
        )
        {
            Jobs = request.Jobs,
            PlanOf = (@case, plan) => _openSearch?.PlanOf(@case, plan) ?? plan,
        };
        _traces = request.TraceFolder is { } folder ? new TraceFolder(folder) : null;
    }

    /// <summary>Called with all results, behind the summary.</summary>
    public Action<ImmutableArray<CaseResult>>? BeforeEnd { get; init; }

    /// <summary>Checks everything selected, or as much as there is before an interrupt.</summary>
    public ExitCode Run()
    {
        var selection = _request.Selection.In(_catalogue);
        var cases = _request.Plan.Options.Part is null ? _request.Shard.Of(selection) : selection;
        if (_request is { BlobPath: null, ResumePath: null })
        {
            return Run(cases, ImmutableDictionary<string, CaseResult>.Empty);
        }

        var blob = Blob.Begin(_catalogue, _request.Plan, _request.Shard, selection);
        blob = _request.ResumePath is { } file ? RecordedResults.Resume(file, blob) : blob;
        var recorded = RecordedOf(blob, cases);
        var path = _request.BlobPath ?? _request.ResumePath!;
        _openSearch = new SearchCheckpoint(blob, path, _request.KeepEvery);
        if (_request.ResumePath is { } resumed)
        {
            _openSearch.Resume(resumed, [.. cases.Where(@case => !recorded.ContainsKey(@case.Name))], _request.Plan);
        }

        _checkpoint = new RunCheckpoint(_terminal, path, blob);
        _checkpoint.Write(); // what cannot be written is known before anything is searched, and an old blob is gone
        Tell(selection.Length, cases.Length, recorded.Count);
        return Run(cases, recorded);
    }

    /// <summary>Checks cases, or as many as there are before an interrupt.</summary>
    /// <param name="cases">What to check.</param>
    /// <param name="recorded">Results that need no search, by the names of their cases.</param>
    public ExitCode Run(ImmutableArray<Case> cases, ImmutableDictionary<string, CaseResult> recorded)
    {
        var (clock, screen) = (Stopwatch.StartNew(), new CheckScreen(_terminal, _request.Screen, cases));
        var notBegun = new List<Case>();
        foreach (
            var (@case, entry) in _checker.Check(
                cases,
                @case => recorded.GetValueOrDefault(@case.Name),
                result => Finish(result, recorded.ContainsKey(result.Case.Name))
            )
        )
        {
            if (entry is null)
            {
                notBegun.Add(@case);
                continue;
            }

            if (!_checker.IsInterrupted)
            {
                _openSearch?.Delete(@case);
            }

            _exit = ExitCodes.Worse(_exit, entry.ExitCode);
            _cases.Add(Keep(entry));
            screen.Show(_cases[^1]);
            if (_request.IsFailingFast && entry.ExitCode is not (ExitCode.Held or ExitCode.Incomplete))
            {
                notBegun.AddRange(cases[(_cases.Count + notBegun.Count)..]);
                break;
            }
        }

        _checkpoint?.Write();
        _exit = _checkpoint is { HasFailed: true } ? ExitCodes.Worse(_exit, ExitCode.Usage) : _exit;
        var report = new RunReport
        {
            Cases = [.. _cases],
            NotBegun = [.. notBegun],
            NotBegunBecause = WhyNotBegun(),
            Baseline = _request.Baseline,
            Plan = _request.Plan,
            Coverage = _request.Plan.Options.Coverage ? CoverageOf(cases) : null,
            ExitCode = notBegun.Count > 0 ? ExitCodes.Worse(_exit, ExitCode.Incomplete) : _exit,
        };
        screen.ShowEnd(report, clock.Elapsed);
        if (!_request.Screen.IsQuiet)
        {
            report.Coverage?.WriteTo(_terminal.Out);
        }

        BeforeEnd?.Invoke([.. _cases.Select(entry => entry.Result)]);
        if (_checker.IsInterrupted && _checkpoint is { HasFailed: false } && !_request.Screen.IsQuiet)
        {
            _terminal.Out.WriteLine(
                $"Interrupted: the same with --resume {_request.BlobPath ?? _request.ResumePath} goes on."
            );
        }

        using var output = new ReportOutput<RunReport>(_terminal, _request.Reports);
        _exit = output.Write(report);
        var word = report.EndingWith(_exit).ExitWord;
        _terminal.Out.WriteLine(
            _exit.Describe(_request.Shard.Count == 1 ? word : $"{word} (shard {_request.Shard} only)")
        );
        return _exit;
    }

    private string WhyNotBegun() =>
        _request.WhyStopped?.Invoke()
        ?? (_checker.IsInterrupted ? RunReport.Interrupted : "an earlier case failed (--fail-fast)");

    // On the thread that has searched the case. One that an interrupt may have cut short is not kept: who resumes
    // searches it again.
    private CaseReport Finish(CaseResult result, bool isRecorded)
    {
        if (!isRecorded && !_checker.IsInterrupted)
        {
            _checkpoint?.Add(result);
        }

        return new CaseReport(result, [.. result.Findings.Select(found => RaceOf(result, found))]);
    }

    private static ImmutableDictionary<string, CaseResult> RecordedOf(Blob blob, ImmutableArray<Case> cases)
    {
        try
        {
            return RecordedResults.Of(blob.Cases, cases);
        }
        catch (InvalidOperationException e)
        {
            throw new UsageException($"cannot resume: {e.Message}", e);
        }
    }

    private void Tell(int selected, int mine, int recorded)
    {
        if (!_request.Screen.IsQuiet && _request.Shard.Count > 1)
        {
            _terminal.Out.WriteLine($"shard {_request.Shard}: {mine} of {Quantity.Of(selected, "case")}");
        }

        if (!_request.Screen.IsQuiet && _request.ResumePath is { } path)
        {
            _terminal.Out.WriteLine($"{recorded} of {Quantity.Of(mine, "case")} from {path}");
        }
    }

    private CoverageReport CoverageOf(ImmutableArray<Case> cases)
    {
        var kernels = cases.Select(@case => @case.Kernel).ToHashSet();
        return CoverageReport.Of(
            [.. _cases.Select(entry => entry.Result)],
            cases.Length,
            _catalogue.AllKernels.Where(kernel => kernels.Contains(kernel.Name)).SelectMany(kernel => kernel.Functions)
        );
    }

    private CaseReport Keep(CaseReport entry) =>
        entry with
        {
            Races = [.. entry.Races.Select(race => race with { TracePath = Keep(entry.Result.Case, race) })],
        };

    private Race RaceOf(CaseResult result, Finding finding)
    {
        var race = Race.Of(result.Case, finding.Trace, finding.Counterexample.IsShortest);
        return race with
        {
            IsKnown = _request.Baseline.Has(result.Case.Name, race.Violation.Property, race.KnownBug is not null),
            IsVerbose = _request.Screen.IsVerbose,
            CheckOptions = [.. race.CheckOptions, .. FairnessOf(race)],
        };
    }

    // What runs for ever under one assumption ends under another.
    private IEnumerable<string> FairnessOf(Race race) =>
        race.Violation.Kind == ViolationKind.Livelock && _request.Plan.Options.Liveness == Liveness.Weak
            ? ["--liveness", "weak"]
            : [];

    private string? Keep(Case @case, Race race)
    {
        try
        {
            return _traces?.Keep(@case, race.Trace);
        }
        catch (UsageException e)
        {
            _traces = null; // what cannot be written once is not tried again for every case; what was found counts
            _terminal.Error.WriteLine($"pgmapcheck: {e.Message}");
            return null;
        }
    }
}
