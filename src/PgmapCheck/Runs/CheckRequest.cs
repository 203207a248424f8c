using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Results;

namespace PgmapCheck.Runs;

/// <summary>What <c>pgmapcheck check</c> is asked to do.</summary>
internal sealed record CheckRequest
{
    /// <summary>What to check.</summary>
    public required CaseSelection Selection { get; init; }

    /// <summary>How.</summary>
    public required SearchPlan Plan { get; init; }

    /// <summary>Where failing traces are written; null for nowhere.</summary>
    public string? TraceFolder { get; init; }

    /// <summary>The reports to write when it is over.</summary>
    public ImmutableArray<ReportRequest<RunReport>> Reports { get; init; } = [];

    /// <summary>Which of the selected cases are this run's.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Where the blob goes, for <c>merge-reports</c> and <c>--resume</c>; null for nowhere.</summary>
    public string? BlobPath { get; init; }

    /// <summary>
    /// The blob of an interrupted run, whose finished cases are not searched again and whose open search goes on; null
    /// for none.
    /// </summary>
    public string? ResumePath { get; init; }

    /// <summary>How often the search of a long case is kept beside the blob.</summary>
    public TimeSpan KeepEvery { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many cases are searched at a time.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>What to print.</summary>
    public ScreenOptions Screen { get; init; } = new(null, false, false);

    /// <summary>What is no news.</summary>
    public Baseline Baseline { get; init; } = Baseline.None;

    /// <summary>Begin no case behind one that fails.</summary>
    public bool IsFailingFast { get; init; }

    /// <summary>Why the run was stopped, asked when it is over; null for an interrupt.</summary>
    public Func<string?>? WhyStopped { get; init; }
}
