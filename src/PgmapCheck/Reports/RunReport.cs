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

    /// <summary>What <see cref="NotBegunBecause"/> is unless something else is known.</summary>
    public const string Interrupted = "the run was interrupted";

    /// <summary>Why they are left out.</summary>
    public string NotBegunBecause { get; init; } = Interrupted;

    /// <summary>How they were searched.</summary>
    public required SearchPlan Plan { get; init; }

    /// <summary>How the run ends.</summary>
    public required ExitCode ExitCode { get; init; }

    /// <summary>What was reached; null if that was not asked.</summary>
    public CoverageReport? Coverage { get; init; }

    /// <summary>What is no news.</summary>
    public Baseline Baseline { get; init; } = Baseline.None;

    /// <summary>What the exit code means here.</summary>
    public string ExitWord => Outcomes.Describe(ExitCode, [.. Cases.Select(entry => entry.Outcome)]);

    public RunReport EndingWith(ExitCode exitCode) => this with { ExitCode = exitCode };

    /// <summary>True if every case that was asked for has a verdict that leaves nothing out.</summary>
    public bool IsComplete => NotBegun.IsEmpty && Cases.All(entry => entry.Result.Verdict is { Complete: true });

    /// <summary>How many cases ended how.</summary>
    public Summary Summary =>
        new(Cases, Cases.Length + NotBegun.Length, Plan.Options.FingerprintBits, Plan.Options.Memory);
}

/// <summary>What a run says about one case.</summary>
/// <param name="Result">What came of checking it.</param>
/// <param name="Races">One for each violated property.</param>
internal sealed record CaseReport(CaseResult Result, ImmutableArray<Race> Races)
{
    /// <summary>How it ended, for whoever asked for what is new.</summary>
    public Outcome Outcome =>
        Result.Outcome != Outcome.Violated || !Races.All(race => race.IsKnown) || Races.IsEmpty ? Result.Outcome
        : Result.Verdict is not { Complete: true } ? Outcome.Incomplete
        : Result.Verdict.NeverReached.IsEmpty ? Outcome.KnownViolation
        : Outcome.NeverReached;

    /// <summary>What it alone would make the exit code.</summary>
    public ExitCode ExitCode => Outcome.ExitCode();

    /// <summary>What is violated and is neither expected nor known.</summary>
    public ImmutableArray<Race> News =>
        Outcome == Outcome.ExpectedViolation ? [] : Races.RemoveAll(race => race.IsKnown);

    /// <summary>What is violated and is no news.</summary>
    public IEnumerable<Race> NoNews => Races.Except(News);
}
