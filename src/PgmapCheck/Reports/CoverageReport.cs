using System.Collections.Immutable;
using System.Reflection;
using Interleave.Properties;
using PgmapCheck.Cases;
using PgmapCheck.Results;

namespace PgmapCheck.Reports;

/// <summary>What a whole run reached, and what it did not.</summary>
internal sealed record CoverageReport
{
    /// <summary>Kernel functions that some case entered.</summary>
    public required ImmutableArray<KernelFunction> Entered { get; init; }

    /// <summary>Kernel functions of the selected kernels' own parts that no case entered.</summary>
    public required ImmutableArray<KernelFunction> NeverEntered { get; init; }

    /// <summary>Who ended whose wait.</summary>
    public required ImmutableArray<WakeUp> HandOvers { get; init; }

    /// <summary>Waits in which some thread had to wait, and that no other thread ended.</summary>
    public required ImmutableArray<string> NeverEnded { get; init; }

    /// <summary>The steps of kernel functions after which the code goes on in one way or another.</summary>
    public required ImmutableArray<BranchPoint> BranchPoints { get; init; }

    /// <summary><c>sometimes</c> properties that held in no state of their case, with the case's name.</summary>
    public required ImmutableArray<string> NeverHeld { get; init; }

    /// <summary>How many cases have no coverage: those without a verdict, or not begun.</summary>
    public required int Missing { get; init; }

    /// <summary>Kernel functions that a case entered, in order.</summary>
    public static ImmutableArray<KernelFunction> EnteredIn(Coverage coverage) =>
        InOrder(coverage.Routines.Select(KernelFunction.Of).OfType<KernelFunction>());

    /// <summary>The tests in kernel functions that cases reached, with the branches that they took, in order.</summary>
    public static ImmutableArray<BranchPoint> BranchesIn(IEnumerable<Coverage> cases) =>
        [.. BranchPoint.Union(cases.SelectMany(coverage => coverage.BranchPoints)).Where(point => point.IsBranch)];

    /// <summary>Adds up the cases.</summary>
    /// <param name="results">The cases that were checked.</param>
    /// <param name="selected">How many there were to check.</param>
    /// <param name="ownParts">The routines of the selected kernels' own parts.</param>
    public static CoverageReport Of(ImmutableArray<CaseResult> results, int selected, IEnumerable<MethodInfo> ownParts)
    {
        var covered = results.Select(result => result.Verdict?.Coverage).OfType<Coverage>().ToArray();
        var entered = InOrder(covered.SelectMany(coverage => EnteredIn(coverage)));
        var handOvers = covered
            .SelectMany(coverage => coverage.HandOvers)
            .Distinct()
            .OrderBy(over => over.Waiter, StringComparer.Ordinal)
            .ThenBy(over => over.Waker, StringComparer.Ordinal)
            .ToImmutableArray();
        var ended = handOvers.Select(over => over.Waiter).ToHashSet();
        return new CoverageReport
        {
            Entered = entered,
            NeverEntered = InOrder(ownParts.Select(KernelFunction.Of).OfType<KernelFunction>().Except(entered)),
            HandOvers = handOvers,
            NeverEnded =
            [
                .. covered
                    .SelectMany(coverage => coverage.Waits)
                    .Distinct()
                    .Except(ended)
                    .Order(StringComparer.Ordinal),
            ],
            BranchPoints = BranchesIn(covered),
            NeverHeld =
            [
                .. from result in results
                from property in result.Verdict?.NeverReached ?? []
                select $"{result.Case.Name}: {property}",
            ],
            Missing = selected - covered.Length,
        };
    }

    /// <summary>Prints it.</summary>
    public void WriteTo(TextWriter writer)
    {
        var branches = BranchPoints.SelectMany(point => point.Branches).ToArray();
        writer.WriteLine(
            $"Coverage: {Quantity.Of(Entered.Length, "kernel function")} entered, "
                + $"{NeverEntered.Length} of the selected kernels' own"
        );
        writer.WriteLine(
            $"parts never; {branches.Count(branch => branch.IsTaken)} of {branches.Length} branches taken; "
                + $"{Quantity.Of(HandOvers.Length, "hand-over")} from who wakes to who waits."
        );
        if (Missing > 0)
        {
            writer.WriteLine($"  {Quantity.Of(Missing, "case")} not counted: without a verdict, or not begun");
        }

        Write(
            writer,
            "Never entered:",
            NeverEntered.Select(function => $"{function.Name} ({function.File}, {function.Routine})")
        );
        Write(
            writer,
            "Branches never taken, by the result that would take them:",
            BranchPoints
                .SelectMany(point =>
                    point
                        .Branches.Where(branch => !branch.IsTaken)
                        .Select(branch => $"{point.Function}: {point.What}: {branch.Results}")
                )
                .Distinct()
        );
        Write(writer, "Waits that no other thread ended:", NeverEnded);
        Write(writer, "Never held:", NeverHeld);
        Write(writer, "Hand-overs:", HandOvers.Select(over => $"{over.Waiter} <- {over.Waker}"));
    }

    private static void Write(TextWriter writer, string head, IEnumerable<string> lines)
    {
        foreach (
            var line in lines.SelectMany((line, i) => i == 0 ? new[] { "  " + head, "    " + line } : ["    " + line])
        )
        {
            writer.WriteLine(line);
        }
    }

    private static ImmutableArray<KernelFunction> InOrder(IEnumerable<KernelFunction> functions) =>
        [
            .. functions
                .Distinct()
                .OrderBy(f => f.Name, StringComparer.Ordinal)
                .ThenBy(f => f.Routine, StringComparer.Ordinal),
        ];
}
