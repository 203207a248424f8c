using Interleave.Memory;
using Interleave.Search;
using PgmapCheck.Results;

namespace PgmapCheck.Reports;

/// <summary>The line about one case: its name, how much was searched, and what came of it.</summary>
internal sealed class VerdictLine(CaseReport entry)
{
    /// <summary>Prints it, and with <paramref name="isVerbose"/> the search's figures.</summary>
    public void WriteTo(Terminal terminal, int nameWidth, bool isVerbose)
    {
        var result = entry.Result;
        var name = result.Case.Name.PadRight(nameWidth);
        if (result.Verdict is not { } verdict)
        {
            terminal.Out.WriteLine($"{name}  {terminal.Paint("ERROR", Colour.Red)}: {result.ErrorLine}");
            terminal.Out.Write(isVerbose ? result.Error + Environment.NewLine : "");
            return;
        }

        var (count, what) =
            verdict.FingerprintBits == 0 ? (verdict.Executions, "execution") : (verdict.States, "state");
        terminal.Out.WriteLine(
            $"{name}  {count, 11:N0} {(count == 1 ? what + " " : what + "s")} {verdict.Elapsed.TotalSeconds, 8:0.00} s  "
                + $"{Verdict(terminal, verdict)}{Memory(verdict)}"
        );
        foreach (
            var line in verdict
                .Notes.Concat(FirstSeen(verdict))
                .SelectMany(note => TextWrap.Wrap(note, terminal.TextWidth - 2, 2))
        )
        {
            terminal.Out.WriteLine("  " + line);
        }

        if (isVerbose)
        {
            WriteCoverage(terminal, verdict);
            terminal.Out.WriteLine(
                $"  {verdict.Strategy}{(verdict.Workers > 1 ? $", {verdict.Workers} threads" : "")}: "
                    + $"{Quantity.Of(verdict.Transitions, "transition")}, depth {verdict.Depth:N0}, "
                    + $"CPU {verdict.CpuTime.TotalSeconds:0.00} s, {Quantity.OfBytes(verdict.PeakBytes)}, "
                    + $"false merge at most {verdict.FalseMergeBound:0.0e+0}"
            );
            if (TerminationText.Of(verdict) is { } termination)
            {
                terminal.Out.WriteLine($"  {termination}, CPU {verdict.Termination!.CpuTime.TotalSeconds:0.00} s");
            }
        }
    }

    private static string Memory(Verdict verdict) =>
        verdict.Memory == MemoryModel.Sequential ? "" : $" (under {MemoryWords.Short(verdict.Memory)})";

    private static void WriteCoverage(Terminal terminal, Verdict verdict)
    {
        if (verdict.Coverage is not { } coverage)
        {
            return;
        }

        var names = CoverageReport.EnteredIn(coverage).Select(function => function.Name).Distinct();
        foreach (
            var line in TextWrap
                .Wrap($"entered: {string.Join(", ", names)}", terminal.TextWidth - 2, 2)
                .Concat(coverage.HandOvers.Select(over => $"woken: {over.Waiter} <- {over.Waker}"))
        )
        {
            terminal.Out.WriteLine("  " + line);
        }
    }

    private static IEnumerable<string> FirstSeen(Verdict verdict) =>
        verdict
            .Counterexamples.Where(found => found.Execution > 0)
            .Select(found => $"'{found.Violation.Property}' first in execution {found.Execution:N0}");

    private string Verdict(Terminal terminal, Verdict verdict)
    {
        var word = entry.Outcome.Word();
        var violated = string.Join("; ", verdict.Counterexamples.Select(found => found.Violation.Property));
        return entry.Outcome switch
        {
            Outcome.ExpectedViolation or Outcome.KnownViolation => $"{terminal.Paint(word, Colour.Yellow)}: {violated}",
            Outcome.ExpectationNotMet => $"{terminal.Paint(word.ToUpperInvariant(), Colour.Red)}: "
                + $"{entry.Result.Surprise}",
            Outcome.Violated => $"{terminal.Paint(word.ToUpperInvariant(), Colour.Red)}: {violated}"
                + (verdict.Complete ? "" : $" (incomplete: {verdict.Incomplete})"),
            Outcome.Incomplete => $"{terminal.Paint(word, Colour.Yellow)}: {verdict.Incomplete}"
                + (violated.Length == 0 ? "" : $" (no news: {violated})"),
            Outcome.NeverReached => $"{terminal.Paint(word, Colour.Yellow)}: {string.Join("; ", verdict.NeverReached)}",
            _ when verdict.Part is { } part => terminal.Paint("held", Colour.Green)
                + $" behind {part.Mine.Length} of {Quantity.Of(part.Units, "beginning")}",
            _ => terminal.Paint(word, Colour.Green),
        };
    }
}
