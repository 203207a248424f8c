using Interleave.Search;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Results;

namespace PgmapCheck.Tests.Programs;

/// <summary>A run with everything that can be asked for, in which one case goes round for ever and one ends.</summary>
internal static class SampleLivelock
{
    public static RunReport Report
    {
        get
        {
            var plan = new SearchPlan(
                Engine.States,
                new SearchOptions { Liveness = Liveness.Weak, Coverage = true },
                1,
                1
            );
            CaseReport[] cases =
            [
                Check(BackOff.Catalogue.Find("v0.1/back-off")!, plan),
                Check(TinyKernel.Case("locked-update"), plan),
            ];
            return new RunReport
            {
                Cases = [.. cases],
                NotBegun = [],
                Plan = plan,
                ExitCode = ExitCode.Violated,
                Coverage = CoverageReport.Of([.. cases.Select(entry => entry.Result)], cases.Length, []),
            };
        }
    }

    private static CaseReport Check(Case @case, SearchPlan plan)
    {
        var entry = SampleRun.Check(@case, plan);
        return entry with { Result = entry.Result with { Verdict = WithMadeUp(entry.Result.Verdict!) } };
    }

    private static Verdict WithMadeUp(Verdict verdict) =>
        verdict with
        {
            Termination = verdict.Termination! with
            {
                CpuTime = TimeSpan.Zero,
                States = verdict.Termination.States > 0 ? 123 : 0,
                Transitions = verdict.Termination.States > 0 ? 456 : 0,
            },
        };
}
