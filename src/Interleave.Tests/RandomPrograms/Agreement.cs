using Interleave.Programs;

namespace Interleave.Tests.RandomPrograms;

/// <summary>What all searches of one program have in common: finds the first difference, and says it.</summary>
internal static class Agreement
{
    /// <summary>
    /// Compares every strategy with the reference, and the number of states within each symmetry setting.
    /// </summary>
    public static string? FirstDifference(ConcurrentProgram program, IAccount reference, Exploration plain)
    {
        if (Difference(reference, plain) is { } inPlain)
        {
            return inPlain;
        }

        var asymmetric = plain.Verdict.States;
        var symmetric = 0L;
        foreach (var strategy in Strategy.Others)
        {
            var other = strategy.Explore(program);
            symmetric = symmetric == 0 && strategy.Options.Symmetry ? other.Verdict.States : symmetric;
            var states = strategy.Options.Symmetry ? symmetric : asymmetric;
            if ((Difference(reference, other) ?? StateDifference(other, states)) is { } difference)
            {
                return difference;
            }
        }

        foreach (var strategy in Strategy.Merging.Concat(Strategy.Reduced))
        {
            var other = strategy.Explore(program);
            if (
                (
                    Difference(reference, other)
                    ?? (other.Verdict.States > asymmetric ? $"{other.Name} adds states" : null)
                ) is
                { } difference
            )
            {
                return difference;
            }
        }

        return symmetric > asymmetric ? "symmetry adds states" : null;
    }

    /// <summary>Nothing that a strategy without a proof saw may be news.</summary>
    public static string? FirstNews(IAccount reference, IAccount other) =>
        other.Outcomes.FirstOrDefault(outcome => !reference.Outcomes.Contains(outcome)) is { } news
            ? $"{other.Name} sees '{news}', {reference.Name} does not"
            : null;

    /// <summary>What two complete searches do not agree on.</summary>
    public static string? Difference(IAccount a, Exploration b)
    {
        if (!b.Verdict.Complete)
        {
            return $"{b.Name} is not complete: {b.Verdict.Incomplete}";
        }

        if (!a.Violated.SequenceEqual(b.Violated))
        {
            return $"{a.Name} violates {string.Join(", ", a.Violated)}; "
                + $"{b.Name} violates {string.Join(", ", b.Violated)}";
        }

        return FirstNews(a, b)
            ?? FirstNews(b, a)
            ?? (a.NeverReached.SequenceEqual(b.NeverReached) ? null : $"{a.Name} and {b.Name} do not reach the same");
    }

    private static string? StateDifference(Exploration exploration, long states) =>
        exploration.Verdict.States == states
            ? null
            : $"{exploration.Name} sees {exploration.Verdict.States} states and not {states}";
}
