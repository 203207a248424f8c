using System.Collections.Immutable;
using Interleave.Programs;
using Interleave.Schedules;
using Interleave.Search;
using Interleave.Traces;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Reports.Races;
using PgmapCheck.Results;
using PgmapCheck.Runs;

namespace PgmapCheck.Tests.Programs;

/// <summary>
/// Runs to write reports of. What was found is real; the figures are made up, so that neither a clock nor a better
/// search changes a report.
/// </summary>
internal static class SampleRun
{
    /// <summary>A run in which cases end in every way there is, and which was interrupted.</summary>
    public static RunReport Report { get; } =
        Of(
            ExitCode.Internal,
            [
                Check("locked-update"),
                Check("lost-update"),
                Check("put-vs-wait"),
                Check("never-contended"),
                Check("large", 5),
                Check("throws"),
            ]
        ) with
        {
            NotBegun = [TinyKernel.Catalogue.Find("v0.2/locked-update")!],
        };

    /// <summary>A run in which everything held.</summary>
    public static RunReport Proof { get; } = Of(ExitCode.Held, [Check("locked-update")]);

    /// <summary>A run of one case with one violation, whose names and values are as given.</summary>
    public static RunReport Violating(string property, string explanation, string? tracePath = "traces/a.trace")
    {
        var program = new ConcurrentProgram(
            "v0.1/odd",
            machine =>
            {
                var x = machine.Cell(property);
                machine.Fiber("CPU 0", async () => await x.Store(1));
                machine.Properties.AtEnd(property, _ => explanation);
            }
        );
        var entry = Check(new Case("v0.1", "odd", program), long.MaxValue);
        return Of(ExitCode.Violated, [entry with { Races = [entry.Races.Single() with { TracePath = tracePath }] }]);
    }

    /// <summary>A run of one case whose execution never ends.</summary>
    public static RunReport Looping
    {
        get
        {
            var @case = new Case("v0.1", "round", new ConcurrentProgram("v0.1/round", RoundAndRound.Fill));
            var entry = Check(@case, long.MaxValue);
            var trace = Replayer.Replay(@case.Program, Schedule.Parse("0 loop 1 0"));
            return Of(ExitCode.Violated, [entry with { Races = [Race.Of(@case, trace, null)] }]);
        }
    }

    public static CaseReport Check(string scenario, long maxStates = long.MaxValue) =>
        Check(TinyKernel.Case(scenario), maxStates);

    private static RunReport Of(ExitCode exit, ImmutableArray<CaseReport> cases) =>
        new()
        {
            Cases = cases,
            NotBegun = [],
            Plan = PlanOf(long.MaxValue),
            ExitCode = exit,
        };

    public static CaseReport Check(Case @case, long maxStates) => Check(@case, PlanOf(maxStates));

    public static CaseReport Check(Case @case, SearchPlan plan)
    {
        var checker = new CaseChecker(new Terminal(TextWriter.Null, TextWriter.Null), plan, null);
        var result = checker.Check(@case);
        return new CaseReport(
            result with
            {
                Verdict = result.Verdict is { } verdict ? MadeUp(verdict) : null,
            },
            [.. result.Findings.Select(finding => RaceOf(@case, finding))]
        );
    }

    private static Race RaceOf(Case @case, Finding finding) =>
        Race.Of(@case, finding.Trace, finding.Counterexample.IsShortest) with
        {
            TracePath = $"traces/{@case.Name}.{TraceFolder.Slug(finding.Trace.Violation!.Property)}.trace",
        };

    public static Verdict MadeUp(Verdict verdict) =>
        verdict with
        {
            States = 1234,
            Transitions = 5678,
            Depth = 9,
            Elapsed = TimeSpan.Zero,
            CpuTime = TimeSpan.Zero,
            PeakBytes = 4096,
        };

    private static SearchPlan PlanOf(long maxStates) =>
        new(Engine.States, new SearchOptions { Bounds = new SearchBounds { MaxStates = maxStates } }, 1, 1);
}
