using PgmapCheck.Results;

namespace PgmapCheck.Reports.LitmusFiles;

/// <summary>What the terminal says of litmus files: a line for each, and as much more as was asked for.</summary>
internal sealed class LitmusLines(Terminal terminal)
{
    private const int VerdictWidth = 18;

    /// <summary>Says what became of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isDetailed">True for a diagram.</param>
    public void Write(LitmusResult file, bool isDetailed)
    {
        if (file.Fault is { } fault)
        {
            terminal.Error.WriteLine($"pgmapcheck: {fault}");
        }

        var verdict = Verdict(file);
        terminal.Out.WriteLine(
            $"{terminal.Paint(verdict.PadRight(VerdictWidth), ColourOf(file.Outcome))}  {file.Path}{Remark(file)}{OfMachine(file)}"
        );
        foreach (var state in file.Verdict?.States ?? [])
        {
            terminal.Out.WriteLine($"{new string(' ', VerdictWidth)}  {state}");
        }

        if (isDetailed && file is { Test: { } test, Verdict: { } judged })
        {
            foreach (var line in LitmusDiagram.Of(test, judged))
            {
                terminal.Out.WriteLine(line);
            }
        }
    }

    /// <summary>Says how many files came to what.</summary>
    public void WriteSummary(LitmusReport report)
    {
        var judged = report.Files.Count(file => file.Verdict?.Answer is not null);
        var answers = report
            .Files.Where(file => file.Verdict?.Answer is not null)
            .GroupBy(file => file.Verdict!.Answer!.Value)
            .OrderBy(group => group.Key)
            .Select(group => $"{group.Count():N0} {group.Key.ToString().ToLowerInvariant()}");
        var races = report.Files.Count(file => file.Verdict is { Answer: not null, HasDataRace: true });
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(
            $"{Quantity.Of(judged, "test")} under {LitmusDiagram.NameOf(report.Model)} in {report.Elapsed.TotalSeconds:0.0} s: "
                + string.Join(", ", answers.DefaultIfEmpty("none judged"))
                + (races > 0 ? $"; {races:N0} with a data race" : "")
        );
        var outcomes = ((LitmusOutcome Outcome, string Words)[])
            [
                (LitmusOutcome.AsRecorded, "as recorded"),
                (LitmusOutcome.Differs, "not as recorded"),
                (LitmusOutcome.Judged, "without a record"),
                (LitmusOutcome.Incomplete, "incomplete"),
                (LitmusOutcome.Unread, "not read"),
                (LitmusOutcome.Skipped, "skipped, not C"),
                (LitmusOutcome.NotBegun, "not begun, interrupted"),
            ];
        terminal.Out.WriteLine(
            string.Join(
                ", ",
                from outcome in outcomes
                let count = report.Count(outcome.Outcome)
                where count > 0
                select $"{count:N0} {outcome.Words}"
            )
        );
        if (MachineWords.Summary(report) is { } summary)
        {
            terminal.Out.WriteLine(summary);
        }
    }

    private static string Verdict(LitmusResult file) =>
        file.Outcome switch
        {
            LitmusOutcome.Unread => "not read",
            LitmusOutcome.Skipped => "skipped",
            LitmusOutcome.NotBegun => "not begun",
            LitmusOutcome.Incomplete => "incomplete",
            _ => file.Verdict!.Text,
        };

    private static string Remark(LitmusResult file) =>
        (
            file.Outcome switch
            {
                LitmusOutcome.Differs => $"  recorded: {file.Recorded}",
                LitmusOutcome.Incomplete => $"  ({file.Verdict!.Incomplete})",
                LitmusOutcome.Skipped => $"  ({file.Skipped})",
                _ => "",
            }
        ) + (file.Verdict is { Flags.IsEmpty: false } verdict ? $"  flagged: {string.Join(", ", verdict.Flags)}" : "");

    private static string OfMachine(LitmusResult file) =>
        file.Machine is { } machine ? $"  {MachineWords.Of(machine)}" : "";

    private static Colour ColourOf(LitmusOutcome outcome) =>
        outcome switch
        {
            LitmusOutcome.AsRecorded or LitmusOutcome.Judged => Colour.Green,
            LitmusOutcome.Differs or LitmusOutcome.Unread => Colour.Red,
            _ => Colour.Yellow,
        };
}
