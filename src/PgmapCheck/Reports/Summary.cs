using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Search;
using PgmapCheck.Results;

namespace PgmapCheck.Reports;

/// <summary>How many cases ended how, and what a proof means.</summary>
/// <param name="Cases">The cases that were checked.</param>
/// <param name="Selected">How many there were to check.</param>
/// <param name="FingerprintBits">How many bits told states apart.</param>
/// <param name="Memory">On which memory.</param>
internal sealed record Summary(ImmutableArray<CaseReport> Cases, int Selected, int FingerprintBits, MemoryModel Memory)
{
    /// <summary>Prints it.</summary>
    public void WriteTo(TextWriter writer, int width)
    {
        writer.WriteLine(Counts + ".");
        if (Count(Outcome.Proved) > 0)
        {
            foreach (var line in TextWrap.Wrap(Meaning(), width, 0))
            {
                writer.WriteLine(line);
            }
        }
    }

    /// <summary>In a line: <c>85 cases: 38 proved, 47 violated</c>.</summary>
    public string Counts
    {
        get
        {
            var counts = new[]
            {
                (Count(Outcome.Proved), "proved"),
                (Count(Outcome.ExpectedViolation), "with the expected violations"),
                (Count(Outcome.KnownViolation), "with known violations only"),
                (Count(Outcome.Violated), "violated"),
                (Count(Outcome.ExpectationNotMet), "not as expected"),
                (Count(Outcome.NeverReached), "never reaching what they should"),
                (Count(Outcome.Incomplete), "incomplete"),
                (Count(Outcome.Error), "without a verdict"),
                (Selected - Cases.Length, "not begun"),
            };
            return $"{Quantity.Of(Selected, "case")}: "
                + string.Join(
                    ", ",
                    counts.Where(count => count.Item1 > 0).Select(count => $"{count.Item1} {count.Item2}")
                );
        }
    }

    private string Meaning()
    {
        var proofs = Cases
            .Where(entry => entry.Outcome == Outcome.Proved)
            .Select(entry => entry.Result.Verdict!)
            .ToArray();
        var states = "Every execution was run; no states were merged.";
        if (proofs.Any(proof => proof.FingerprintBits > 0))
        {
            states =
                $"States are told apart by {FingerprintBits}-bit fingerprints: the probability that any two were "
                + $"taken for one is at most {proofs.Sum(proof => proof.FalseMergeBound):0.0e+0}.";
        }

        var fairness = proofs
            .Select(proof => proof.Termination)
            .OfType<Termination>()
            .Where(termination => termination.DecidedBy != TerminationProof.None)
            .Select(termination => termination.Fairness)
            .ToArray();
        var ends =
            fairness.Length == proofs.Length
                ? $", and every {fairness[0].ToString().ToLowerInvariant()}ly fair execution ends"
                : "";
        return "Proved means exhaustive: every interleaving of these scenarios' threads and pages, "
            + $"{MemoryWords.Meaning(Memory, ends)} "
            + states;
    }

    private int Count(Outcome outcome) => Cases.Count(entry => entry.Outcome == outcome);
}
