using System.Text;
using Interleave.Diagrams;
using Interleave.Search;

namespace Interleave;

/// <summary>Verdicts in tests: what is not as it should be is thrown, with the diagram as the message.</summary>
public static class VerdictAssertions
{
    /// <summary>
    /// Throws if something is violated. A search that stopped at a bound without finding anything passes; where that is
    /// not enough, there is <see cref="ThrowUnlessProved"/>.
    /// </summary>
    /// <returns>The same verdict.</returns>
    /// <exception cref="CheckFailedException">A property is violated; the message draws how.</exception>
    public static Verdict ThrowIfViolated(this Verdict verdict) =>
        verdict.Counterexamples.IsEmpty ? verdict : throw new CheckFailedException(Drawn(verdict), verdict);

    /// <summary>
    /// Throws unless the verdict is a proof: every state was seen, nothing is violated, and every <c>Sometimes</c>
    /// property was reached.
    /// </summary>
    /// <returns>The same verdict.</returns>
    /// <exception cref="CheckFailedException">It is not; the message draws a violation, or says what is
    /// missing.</exception>
    public static Verdict ThrowUnlessProved(this Verdict verdict) =>
        verdict.ThrowIfViolated().IsProof
            ? verdict
            : throw new CheckFailedException(
                $"{verdict.Program?.Name ?? "the program"} is not proved: {verdict}",
                verdict
            );

    // One diagram: the shortest counterexample's, which most often shows the cause of the others, too.
    private static string Drawn(Verdict verdict)
    {
        var shown = verdict.Counterexamples.MinBy(found => found.Schedule.Steps.Length)!;
        var text = new StringBuilder();
        text.Append(
            verdict.Program is { } program ? "\n" + CounterexampleDiagram.Draw(program, shown) : shown.ToString()
        );
        foreach (var other in verdict.Counterexamples.Where(found => found != shown))
        {
            text.Append('\n').AppendJoin('\n', DiagramText.Paragraph($"Also violated: {other}", 0));
        }

        return text.ToString();
    }
}
