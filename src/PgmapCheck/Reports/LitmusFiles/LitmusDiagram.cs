using System.Collections.Immutable;
using Litmus.Programs;
using Litmus.Verdicts;

namespace PgmapCheck.Reports.LitmusFiles;

/// <summary>An execution of a litmus test side by side, as races of kernels are shown, or the cycle that forbids
/// it.</summary>
internal static class LitmusDiagram
{
    private const int MaxWidth = 100;

    /// <summary>How people call a memory.</summary>
    public static string NameOf(AxiomaticModel model) =>
        model switch
        {
            AxiomaticModel.Sc => "sequential consistency",
            AxiomaticModel.Tso => "total store order",
            _ => "the kernel's memory model",
        };

    /// <summary>The lines, indented.</summary>
    public static IEnumerable<string> Of(LitmusTest test, LitmusVerdict verdict)
    {
        var quantifier = test.Quantifier switch
        {
            Quantifier.NotExists => "~exists",
            Quantifier.ForAll => "forall",
            _ => "exists",
        };
        yield return "";
        foreach (var line in Wrapped($"{quantifier} {test.Condition}"))
        {
            yield return line;
        }

        foreach (
            var line in (verdict.Witness, verdict.Forbidden) switch
            {
                ({ } witness, _) => Execution(test, witness, "An execution that ends so:"),
                (null, { } forbidden) => Execution(
                    test,
                    forbidden,
                    $"No execution ends so. One that would is forbidden by {forbidden.Axiom}:"
                ),
                _ when verdict.Answer == LitmusAnswer.Deadlock => ["", "  There is no execution."],
                _ when verdict.Answer == LitmusAnswer.Never =>
                [
                    "",
                    "  No execution ends so: no choice of what reads find would.",
                ],
                _ => [],
            }
        )
        {
            yield return line;
        }

        if (verdict.Race is { } race)
        {
            foreach (var line in Execution(test, race, "Two accesses race:"))
            {
                yield return line;
            }
        }

        yield return "";
    }

    private static IEnumerable<string> Execution(LitmusTest test, Witness witness, string head)
    {
        ImmutableArray<DiagramColumn> columns =
        [
            .. test
                .Threads.Where(thread => witness.Steps.Any(step => ThreadOf(test, step) == thread.Number))
                .Select(thread => new DiagramColumn(thread.Number, $"P{thread.Number}", [], [])),
        ];
        DiagramRow[] rows =
        [
            .. witness.Steps.Select(step => new DiagramRow(
                ThreadOf(test, step),
                0,
                $"{step.Name}: {step.Text}{(step.Found is { } found ? $" ({From(found)})" : "")}"
            )),
        ];
        string[] cycle =
        [
            .. witness.Cycle.Select(
                (edge, i) => i == 0 ? $"{edge.From} -{edge.Relation}-> {edge.To}" : $"-{edge.Relation}-> {edge.To}"
            ),
        ];
        return
        [
            "",
            .. Wrapped(head),
            "",
            .. DiagramLayout.Lines(columns, rows, MaxWidth),
            "",
            .. cycle.Length == 0 ? [] : Wrapped(string.Join(' ', cycle)),
            .. witness.State.Length == 0 ? [] : Wrapped($"ends with {witness.State}"),
        ];
    }

    private static int ThreadOf(LitmusTest test, WitnessStep step) => test.Threads[step.Thread].Number;

    private static string From(string found) => found == "initially" ? "initially" : $"from {found}";

    private static IEnumerable<string> Wrapped(string text) =>
        TextWrap.Wrap(text, MaxWidth - 2, 2).Select(line => "  " + line);
}
