using System.Collections.Immutable;
using Litmus.Verdicts;
using PgmapCheck.Cases;
using PgmapCheck.Reports;
using PgmapCheck.Reports.LitmusFiles;

namespace PgmapCheck.Runs;

/// <summary>What <c>pgmapcheck litmus</c> is to do.</summary>
/// <param name="Paths">Files and folders.</param>
internal sealed record LitmusRequest(ImmutableArray<string> Paths)
{
    /// <summary>The memory.</summary>
    public AxiomaticModel Model { get; init; } = AxiomaticModel.Lkmm;

    /// <summary>Lists all final states.</summary>
    public bool ShowsStates { get; init; }

    /// <summary>Shows an execution of every file; null: only if there is one file.</summary>
    public bool? Explains { get; init; }

    /// <summary>Runs each test on the engine's own memory, too.</summary>
    public bool Machine { get; init; }

    /// <summary>Lets that do loads after later stores.</summary>
    public bool LoadBuffering { get; init; }

    /// <summary>The time for each file.</summary>
    public TimeSpan Time { get; init; } = System.Threading.Timeout.InfiniteTimeSpan;

    /// <summary>How many files are judged at once.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>Which of the files.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Reports to write.</summary>
    public ImmutableArray<ReportRequest<LitmusReport>> Reports { get; init; } = [];
}
