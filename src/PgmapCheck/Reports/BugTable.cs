using System.Collections.Immutable;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Reports.Races;

namespace PgmapCheck.Reports;

/// <summary>What a run has found, by bug: a row for each known one, and for each property that is violated for no known
/// reason. What is new comes first.</summary>
internal sealed class BugTable
{
    private const int UsualWidth = 100;
    private static readonly string[] s_heads = ["bug", "cases", "steps", "fixed by", "what", "shortest in"];

    private readonly ImmutableArray<Row> _rows;
    private readonly bool _hasOneKernel;

    public BugTable(IEnumerable<CaseReport> cases)
    {
        var races = cases.SelectMany(entry => entry.Races).ToImmutableArray();
        Counterexamples = races.Length;
        _hasOneKernel = races.Select(race => race.Kernel).Distinct().Count() == 1;
        _rows =
        [
            .. races
                .GroupBy(race => race.KnownBug?.Id ?? $"{(race.IsKnown ? "" : "NEW ")}{race.Violation.Property}")
                .Select(group => new Row(group.Key, [.. group.OrderBy(race => race.Trace.Steps.Length)]))
                .OrderBy(row => row.IsNew ? 0 : 1)
                .ThenByDescending(row => row.Cases)
                .ThenBy(row => row.Races[0].Trace.Steps.Length),
        ];
    }

    /// <summary>How many counterexamples there are.</summary>
    public int Counterexamples { get; }

    /// <summary>True if the catalogue knows one of the bugs.</summary>
    public bool HasKnown => _rows.Any(row => row.Races[0].KnownBug is not null);

    /// <summary>In a line: <c>63 counterexamples of 20 bugs, all known</c>.</summary>
    public string Headline
    {
        get
        {
            var news = _rows.Count(row => row.IsNew);
            var known = _rows.Length - news;
            return Quantity.Of(Counterexamples, "counterexample")
                + (known == 0 ? "" : $" of {Quantity.Of(known, "known bug")}")
                + (
                    news == 0 ? ", none new"
                    : known == 0 ? $", {Quantity.Of(news, "property", "properties")} violated for no known reason"
                    : $", and {Quantity.Of(news, "property", "properties")} violated for no known reason"
                );
        }
    }

    /// <summary>The table, cut on the right where the screen ends.</summary>
    /// <param name="width">How wide a line may be; null for as wide as it gets.</param>
    /// <param name="most">The most rows; what is left out is said.</param>
    public IEnumerable<string> Lines(int? width, int most)
    {
        var shown = _rows.Length <= most ? _rows : _rows[..Math.Max(0, most - 1)];
        var columns = (width ?? UsualWidth) >= UsualWidth ? s_heads.Length : s_heads.Length - 1;
        string[][] cells = [s_heads, .. shown.Select(CellsOf)];
        var widths = Enumerable.Range(0, columns).Select(i => cells.Max(row => row[i].Length)).ToArray();
        foreach (var row in cells)
        {
            var line = string.Join(
                    "  ",
                    row.Take(columns)
                        .Select((cell, i) => i is 1 or 2 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))
                )
                .TrimEnd();
            yield return width is { } room && line.Length > room ? line[..(room - 3)] + "..." : line;
        }

        if (shown.Length < _rows.Length)
        {
            yield return $"and {Quantity.Of(_rows.Length - shown.Length, "row")} more (--verbose shows all)";
        }
    }

    private string[] CellsOf(Row row)
    {
        var race = row.Races[0];
        return
        [
            row.Name,
            $"{row.Cases}",
            $"{race.Trace.Steps.Length}",
            race.KnownBug?.FixedBy ?? "-",
            KernelRules.Headline(race.Violation.Property),
            _hasOneKernel ? race.Scenario : $"{race.Kernel}/{race.Scenario}",
        ];
    }

    private sealed record Row(string Name, ImmutableArray<Race> Races)
    {
        public bool IsNew => DiagramChoices.IsNew(Races[0]);

        public int Cases => Races.Select(race => (race.Kernel, race.Scenario)).Distinct().Count();
    }
}
