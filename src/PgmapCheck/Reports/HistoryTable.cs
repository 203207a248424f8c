using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Results;

namespace PgmapCheck.Reports;

/// <summary>
/// The table of a history: with bugs' names in the cells where they fit, else with letters; with kernels' names side by
/// side where they fit, else one below the other.
/// </summary>
internal sealed class HistoryTable
{
    private const int MaxWidth = 120;
    private const string Gap = "  ";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly ReleaseHistory _history;
    private readonly ImmutableArray<string> _ids;
    private readonly int _nameWidth;
    private readonly bool _hasSteppedHeads;

    public HistoryTable(ReleaseHistory history)
    {
        _history = history;
        _ids = [.. history.Bugs.Select(bug => bug.Id)];
        _nameWidth = history.Scenarios.Max(scenario => scenario.Name.Length);
        // Widths are those of what is decided on so far: at first of bugs' names under kernels' names.
        UsesLetters = Width > MaxWidth;
        _hasSteppedHeads = Width > MaxWidth;
    }

    /// <summary>True if the cells have letters, which need a legend.</summary>
    public bool UsesLetters { get; }

    /// <summary>A bug's letter.</summary>
    public string LetterOf(BugEntry bug)
    {
        // A number behind a letter begins the alphabet again: A, ..., z, A1, ...; so letters can stand side by side.
        var (round, letter) = Math.DivRem(_ids.IndexOf(bug.Id), Letters.Length);
        return round == 0 ? $"{Letters[letter]}" : $"{Letters[letter]}{round}";
    }

    /// <summary>Prints it.</summary>
    public void WriteTo(Terminal terminal)
    {
        foreach (var line in _hasSteppedHeads ? SteppedHeads() : [Heads()])
        {
            terminal.Out.WriteLine(line);
        }

        foreach (var (scenario, _) in _history.Scenarios)
        {
            var cells = _history.Kernels.Select((kernel, i) => Pad(terminal, _history.At(kernel, scenario), kernel, i));
            terminal.Out.WriteLine(scenario.PadRight(_nameWidth) + string.Concat(cells));
        }
    }

    private int Width => _nameWidth + _history.Kernels.Sum(kernel => Gap.Length + ColumnWidth(kernel));

    private string Heads() =>
        new string(' ', _nameWidth)
        + string.Concat(_history.Kernels.Select(kernel => Gap + kernel.Name.PadRight(ColumnWidth(kernel)))).TrimEnd();

    // One head a line, above its column: long names do not make columns wide.
    private IEnumerable<string> SteppedHeads()
    {
        var bars = new string(' ', _nameWidth);
        foreach (var kernel in _history.Kernels)
        {
            yield return bars + Gap + kernel.Name;
            bars += Gap + "|".PadRight(ColumnWidth(kernel));
        }
    }

    private string Pad(Terminal terminal, HistoryCell? cell, KernelEntry kernel, int column)
    {
        var mark = MarkOf(cell);
        var isLast = column == _history.Kernels.Length - 1;
        return Gap + Paint(terminal, mark, cell) + new string(' ', isLast ? 0 : ColumnWidth(kernel) - mark.Length);
    }

    private int ColumnWidth(KernelEntry kernel) =>
        _hasSteppedHeads ? WidthOf(kernel) : Math.Max(kernel.Name.Length, WidthOf(kernel));

    private int WidthOf(KernelEntry kernel) =>
        _history.Scenarios.Max(scenario => MarkOf(_history.At(kernel, scenario.Name)).Length);

    private string MarkOf(HistoryCell? cell) =>
        cell?.Verdict switch
        {
            null => "-",
            "error" => "#",
            "never-reached" => "~",
            "proved" => ".",
            _ => BugsIn(cell) + (cell.IsUnexplained ? "!" : "") + (cell.IsComplete ? "" : "?"),
        };

    private string BugsIn(HistoryCell cell)
    {
        var bugs = cell.Bugs.OrderBy(bug => _ids.IndexOf(bug.Id));
        return UsesLetters ? string.Concat(bugs.Select(LetterOf)) : string.Join(',', bugs.Select(bug => bug.Id));
    }

    private static string Paint(Terminal terminal, string mark, HistoryCell? cell) =>
        cell?.Verdict switch
        {
            null => mark,
            "proved" => terminal.Paint(mark, Colour.Green),
            "unexplained" or "error" => terminal.Paint(mark, Colour.Red),
            _ => terminal.Paint(mark, Colour.Yellow),
        };
}
