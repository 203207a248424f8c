using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Search;
using PgmapCheck.Reports.Races;
using PgmapCheck.Results;

namespace PgmapCheck.Reports;

/// <summary>How many cases ended how, and what a proof means.</summary>
/// <param name="Results">The cases that were checked.</param>
/// <param name="Selected">How many there were to check.</param>
/// <param name="FingerprintBits">How many bits told states apart.</param>
/// <param name="Memory">On which memory.</param>
internal sealed record Summary(
    ImmutableArray<CaseResult> Results,
    int Selected,
    int FingerprintBits,
    MemoryModel Memory
)
{
    /// <summary>Prints it.</summary>
    public void WriteTo(TextWriter writer)
    {
        var counts = new[]
        {
            (Count(ExitCode.Held), "proved"),
            (Count(ExitCode.Violated), "violated"),
            (Count(ExitCode.Vacuous), "never reaching what they should"),
            (Count(ExitCode.Incomplete), "incomplete"),
            (Count(ExitCode.Internal), "without a verdict"),
            (Selected - Results.Length, "not begun"),
        };
        writer.WriteLine(
            $"{Quantity.Of(Selected, "case")}: "
                + string.Join(
                    ", ",
                    counts.Where(count => count.Item1 > 0).Select(count => $"{count.Item1} {count.Item2}")
                )
                + "."
        );
        if (Count(ExitCode.Held) > 0)
        {
            foreach (var line in TextWrap.Wrap(Meaning(), RaceDiagram.MaxWidth, 0))
            {
                writer.WriteLine(line);
            }
        }
    }

    private string Meaning()
    {
        var proofs = Results
            .Where(result => result.ExitCode == ExitCode.Held)
            .Select(result => result.Verdict!)
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

    private int Count(ExitCode code) => Results.Count(result => result.ExitCode == code);
}
