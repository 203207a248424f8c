using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Reports.Races;
using PgmapCheck.Results;

namespace PgmapCheck.Reports;

/// <summary>One run of <c>pgmapcheck check</c>, finished or interrupted: what every format is made from.</summary>
internal sealed record RunReport : IReport<RunReport>
{
    /// <summary>The cases that were checked, in order.</summary>
    public required ImmutableArray<CaseReport> Cases { get; init; }

    /// <summary>The cases that an interrupt left out.</summary>
    public required ImmutableArray<Case> NotBegun { get; init; }

    /// <summary>How they were searched.</summary>
    public required SearchPlan Plan { get; init; }

    /// <summary>How the run ends.</summary>
    public required ExitCode ExitCode { get; init; }

    /// <summary>What was reached; null if that was not asked.</summary>
    public CoverageReport? Coverage { get; init; }

    public RunReport EndingWith(ExitCode exitCode) => this with { ExitCode = exitCode };

    /// <summary>True if every case that was asked for has a verdict that leaves nothing out.</summary>
    public bool IsComplete => NotBegun.IsEmpty && Cases.All(entry => entry.Result.Verdict is { Complete: true });

    /// <summary>How many cases ended how.</summary>
    public Summary Summary =>
        new(
            [.. Cases.Select(entry => entry.Result)],
            Cases.Length + NotBegun.Length,
            Plan.Options.FingerprintBits,
            Plan.Options.Memory
        );
}

/// <summary>What a run says about one case.</summary>
/// <param name="Result">What came of checking it.</param>
/// <param name="Races">One for each violated property.</param>
internal sealed record CaseReport(CaseResult Result, ImmutableArray<Race> Races)
{
    /// <summary>The verdict in a word or two: the same in every format, and in the lines on the screen.</summary>
    public string Outcome =>
        Result.ExitCode switch
        {
            ExitCode.Held => "proved",
            ExitCode.Violated => "violated",
            ExitCode.Vacuous => "never reached",
            ExitCode.Incomplete => "incomplete",
            _ => "error",
        };
}
