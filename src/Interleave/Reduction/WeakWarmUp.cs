using System.Runtime.InteropServices;
using Interleave.Execution.Weak;
using Interleave.Schedules;
using Interleave.Search;

namespace Interleave.Reduction;

/// <summary>
/// Random walks that meet most of the edges between local states before a search of a weak memory relies on them. What
/// they miss costs that search a repetition, and nothing else.
/// </summary>
internal static class WeakWarmUp
{
    private const int MostWalks = 2_000;
    private const int MostSteps = 2_000;

    /// <summary>
    /// Walks from the execution's state until enough walks have taught nothing, or a bound on the search is reached,
    /// and comes back.
    /// </summary>
    /// <param name="execution">Who walks.</param>
    /// <param name="run">The search; afterwards it may be one that has to stop.</param>
    /// <param name="options">How it is done.</param>
    public static void Run(ViewExecution execution, SearchRun run, SearchOptions options)
    {
        var (random, start, moves) = (new RandomSource(1), new List<int>(), new List<ScheduledStep>());
        execution.Save(start);
        var (known, before) = (execution.Shown.Locals.Learned.Count, execution.Shown.Locals.Count);
        for (int walk = 0, barren = 0; walk < MostWalks && barren < options.BarrenWalks; walk++)
        {
            if (WarmUp.MustStop(run, options, before))
            {
                break;
            }

            Walk(execution, random, walk % 4, moves);
            execution.Restore(CollectionsMarshal.AsSpan(start));
            barren = execution.Shown.Locals.Learned.Count > known ? 0 : barren + 1;
            known = execution.Shown.Locals.Learned.Count;
        }
    }

    // A fiber goes on with probability 1 - 4^-persistence: some edges need one that runs far ahead of others.
    private static void Walk(ViewExecution execution, RandomSource random, int persistence, List<ScheduledStep> moves)
    {
        var fiber = 0;
        for (var steps = 0; steps < MostSteps; steps++)
        {
            moves.Clear();
            if (random.Below(1u << (2 * persistence)) != 0)
            {
                execution.AddSteps(fiber, moves);
            }

            for (var other = 0; other < execution.Shown.FiberCount && moves.Count == 0; other++)
            {
                fiber = (int)random.Below((uint)execution.Shown.FiberCount);
                execution.AddSteps(fiber, moves);
            }

            if (moves.Count == 0 || execution.Take(moves[(int)random.Below((uint)moves.Count)], out _) is not null)
            {
                return;
            }
        }
    }
}
