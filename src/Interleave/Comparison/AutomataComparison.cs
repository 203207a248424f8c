using System.Collections.Immutable;
using System.Threading;
using Interleave.Programs;
using Interleave.Routines;

namespace Interleave.Comparison;

/// <summary>
/// Whether the fibers of two programs are the same automata over the same cells: whatever each step finds, both take
/// the
/// same steps in the same order. A walk through the product of both automata from the beginning of each fiber, breadth
/// first, as bisimulation is decided for deterministic automata (Hopcroft and Karp, 1971).
/// </summary>
/// <remarks>
/// What a step finds is any value that its fiber finds there in the states of both programs; where those do not get,
/// any that the cell has in one of them. A count can also be what it is in any program of the family, and one more or
/// less. A word that nobody else changes while the fiber holds a lock, or that nobody ever changes, keeps the value
/// that was found first. Loads that nothing depends on are gone over, and compared with each other alone. Behind a
/// difference the walk goes on only where one step more or less brings both together again.
/// </remarks>
internal static class AutomataComparison
{
    /// <summary>Compares the fibers that have the same names, each once.</summary>
    /// <param name="one">The first program.</param>
    /// <param name="other">The second one.</param>
    /// <param name="family">What is known of their cells from all programs.</param>
    /// <param name="bounds">Where to stop.</param>
    /// <param name="interrupt">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ImmutableArray<FiberComparison> Compare(
        ConcurrentProgram one,
        ConcurrentProgram other,
        CellFamily family,
        ComparisonBounds bounds,
        CancellationToken interrupt = default
    ) => MachineGrowsException.UntilItFits(() => CompareOnce(one, other, family, bounds, interrupt));

    private static ImmutableArray<FiberComparison> CompareOnce(
        ConcurrentProgram one,
        ConcurrentProgram other,
        CellFamily family,
        ComparisonBounds bounds,
        CancellationToken interrupt
    )
    {
        var (first, second) = (new ComparedSide(one, family.Names), new ComparedSide(other, family.Names));
        first.Explore(bounds.MaxStates, interrupt);
        second.Explore(bounds.MaxStates, interrupt);
        var done = new HashSet<(int, int)>();
        var comparisons = ImmutableArray.CreateBuilder<FiberComparison>();
        var names = second.Fibers.Select(static fiber => fiber.Name).ToList();
        for (var i = 0; i < first.Fibers.Count; i++)
        {
            if (names.IndexOf(first.Fibers[i].Name) is >= 0 and var same)
            {
                var start = (first.Start(i), second.Start(same));
                if (done.Add(start))
                {
                    var walk = new ProductWalk(first, second, family, bounds.MaxPairs, interrupt);
                    comparisons.Add(walk.Run(first.Fibers[i].Name, start));
                }
            }
        }

        return comparisons.ToImmutable();
    }
}

/// <summary>Where a comparison stops without having finished.</summary>
/// <param name="MaxStates">The most states of a program that values are taken from, from 1 up.</param>
/// <param name="MaxPairs">The most pairs of local states of a fiber, from 1 up.</param>
internal sealed record ComparisonBounds(int MaxStates = 5_000, int MaxPairs = 5_000);

/// <summary>What came of one fiber.</summary>
/// <param name="Fiber">Its name.</param>
/// <param name="Differences">Where the two go different ways, one for each pair of places, the shortest way.</param>
/// <param name="Points">Which routines both were in at the same time, and in how many pairs of local states.</param>
/// <param name="Pairs">How many pairs of local states were compared.</param>
/// <param name="Unfollowed">Why one side could not be followed, and where; not a difference.</param>
/// <param name="Unfeasible">How many results one side's code cannot go on with, because they never occur.</param>
/// <param name="IsComplete">False if there are more pairs than were to be compared.</param>
internal sealed record FiberComparison(
    string Fiber,
    ImmutableArray<AutomatonDifference> Differences,
    ImmutableArray<ComparedPoint> Points,
    int Pairs,
    ImmutableArray<ComparedStep> Unfollowed,
    int Unfeasible,
    bool IsComplete
);

/// <summary>Routines that both sides are in before a step that they agree on.</summary>
/// <param name="One">Of the first, outermost first.</param>
/// <param name="Other">Of the second.</param>
internal sealed record ComparedPoint(ImmutableArray<RoutineCall> One, ImmutableArray<RoutineCall> Other);
