using System.Collections.Immutable;
using PgmapCheck.Reports.Races;

namespace PgmapCheck.Reports;

/// <summary>Which counterexamples a run draws.</summary>
internal enum DiagramChoice
{
    /// <summary>None.</summary>
    None,

    /// <summary>The shortest of what is new, else the shortest.</summary>
    First,

    /// <summary>All.</summary>
    All,

    /// <summary>What is in neither the catalogue nor the baseline.</summary>
    New,
}

/// <summary>Applies a choice.</summary>
internal static class DiagramChoices
{
    /// <summary>The races to draw when all is searched, in order.</summary>
    public static ImmutableArray<Race> Of(this DiagramChoice choice, IEnumerable<CaseReport> cases)
    {
        var races = cases.SelectMany(entry => entry.News.Concat(entry.NoNews)).ToImmutableArray();
        return choice switch
        {
            DiagramChoice.All => races,
            DiagramChoice.New => races.RemoveAll(race => !IsNew(race)),
            DiagramChoice.First when First(races) is { } first => [first],
            _ => [],
        };
    }

    /// <summary>The one to look at first; null if there is none.</summary>
    public static Race? First(IEnumerable<Race> races) =>
        races.OrderBy(race => IsNew(race) ? 0 : 1).ThenBy(race => race.Trace.Steps.Length).FirstOrDefault();

    /// <summary>True for what is in neither the catalogue nor the baseline.</summary>
    public static bool IsNew(Race race) => race is { IsKnown: false, KnownBug: null };
}
