using System.Collections.Immutable;
using PgmapCheck.Reports.Races;
using PgmapCheck.Results;

namespace PgmapCheck.Reports;

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
