using System.Collections.Immutable;
using PgmapCheck.Cases;
using PgmapCheck.Reports.Races;
using PgmapCheck.Results;

namespace PgmapCheck.Reports;

/// <summary>
/// What <c>check</c> prints. A person sees at most a screen or two: few cases one by one, of many those that need a
/// look; then the bugs, one counterexample, and what to ask next.
/// </summary>
/// <param name="terminal">Where to print.</param>
/// <param name="options">How much.</param>
/// <param name="cases">What is checked.</param>
internal sealed class CheckScreen(Terminal terminal, ScreenOptions options, ImmutableArray<Case> cases)
{
    private const int MostLines = 58;
    private const int FewestRows = 5;
    private const int FewCases = 12;
    private const int MostOdd = 12;

    private readonly int _width = cases.Max(static @case => (int?)@case.Name.Length) ?? 0;
    private int _lines;
    private int _odd;

    private DiagramChoice Diagrams => options.Diagrams ?? (cases.Length == 1 ? DiagramChoice.All : DiagramChoice.First);

    /// <summary>Shows a case that is done with.</summary>
    public void Show(CaseReport entry)
    {
        if (options.IsQuiet)
        {
            return;
        }

        var isOdd = entry.Outcome is not (Outcome.Proved or Outcome.Violated) && !IsNoNews(entry.Outcome);
        if (cases.Length <= FewCases || options.IsVerbose || (isOdd && ++_odd <= MostOdd))
        {
            new VerdictLine(entry).WriteTo(terminal, _width, options.IsVerbose);
            _lines++;
        }

        if (Diagrams == DiagramChoice.All && !entry.Races.IsEmpty)
        {
            if (cases.Length > FewCases && !options.IsVerbose && !isOdd)
            {
                new VerdictLine(entry).WriteTo(terminal, _width, false);
            }

            foreach (var race in entry.Races)
            {
                Draw(race);
            }

            terminal.Out.WriteLine();
        }
    }

    /// <summary>Shows what came of all of them.</summary>
    /// <param name="report">The run.</param>
    /// <param name="elapsed">How long it took.</param>
    public void ShowEnd(RunReport report, TimeSpan elapsed)
    {
        if (options.IsQuiet)
        {
            terminal.Out.Write(
                report.ExitCode == ExitCode.Held ? "" : report.Summary.Counts + "." + Environment.NewLine
            );
            return;
        }

        if (_odd > MostOdd && !options.IsVerbose && cases.Length > FewCases)
        {
            terminal.Out.WriteLine($"and {_odd - MostOdd} more that are not proved (--verbose shows all)");
        }

        terminal.Out.Write(
            _lines == 0 || report.Cases is [.., { Races.IsEmpty: false }] && Diagrams == DiagramChoice.All
                ? ""
                : Environment.NewLine
        );
        var bugs = new BugTable(report.Cases);
        var drawn = Diagrams is DiagramChoice.All ? [] : Diagrams.Of(report.Cases);
        var ends = new StringWriter();
        report.Summary.WriteTo(ends, terminal.TextWidth);
        var last = NextCommands(report, bugs).ToArray();
        if (bugs.Counterexamples > 1 && cases.Length > 1)
        {
            WriteTable(report, bugs, elapsed, _lines + drawn.Sum(LinesOf) + last.Length + Count(ends));
        }

        foreach (var race in drawn)
        {
            Draw(race);
        }

        terminal.Out.Write(drawn.IsEmpty ? "" : Environment.NewLine);
        terminal.Out.Write(ends);
        foreach (var line in last)
        {
            terminal.Out.WriteLine(line);
        }
    }

    private void WriteTable(RunReport report, BugTable bugs, TimeSpan elapsed, int others)
    {
        var kernels = report.Cases.Select(entry => entry.Result.Case.Kernel).Distinct().ToArray();
        terminal.Out.WriteLine(
            $"{(kernels.Length == 1 ? kernels[0] : Quantity.Of(kernels.Length, "kernel"))}: {bugs.Headline}"
                + $"   {elapsed.TotalSeconds:0.00} s"
        );
        terminal.Out.WriteLine();
        var most = options.IsVerbose ? int.MaxValue : Math.Max(FewestRows, MostLines - others - 5);
        foreach (var line in bugs.Lines(terminal.ScreenWidth, most))
        {
            terminal.Out.WriteLine(line);
        }
    }

    private IEnumerable<string> NextCommands(RunReport report, BugTable bugs)
    {
        var first = DiagramChoices.First(report.Cases.SelectMany(entry => entry.Races));
        if (first is null || cases.Length == 1)
        {
            yield break;
        }

        first = Mine(first);
        yield return "next:";
        yield return $"  {first.CheckCommand}   # all of this case";
        if (!first.IsOfTree)
        {
            yield return $"  {first.ExplainCommand}   # what it is, and what ends it";
        }

        yield return "  or the same with --diagrams all or --report html=FILE"
            + (bugs.HasKnown ? "; --known to end with 2 only for what is new" : "");
    }

    private static bool IsNoNews(Outcome outcome) => outcome is Outcome.KnownViolation or Outcome.ExpectedViolation;

    private static int Count(StringWriter text) => text.ToString().Count(static c => c == '\n');

    private int LinesOf(Race race) => RaceDiagram.Draw(Mine(race), terminal.TextWidth).Count() + 2;

    private void Draw(Race race)
    {
        terminal.Out.WriteLine();
        foreach (var line in RaceDiagram.Draw(Mine(race), terminal.TextWidth))
        {
            terminal.Out.WriteLine(line);
        }
    }

    // Reports go elsewhere; only here it is known how the program is called.
    private Race Mine(Race race) => race with { Command = terminal.Command };
}

/// <summary>How much a run prints.</summary>
/// <param name="Diagrams">Which counterexamples; null for all of a single case, and for one of several cases.</param>
/// <param name="IsQuiet">Only the last lines.</param>
/// <param name="IsVerbose">Every case, with figures, and every step.</param>
internal sealed record ScreenOptions(DiagramChoice? Diagrams, bool IsQuiet, bool IsVerbose);
