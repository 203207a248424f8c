using System.Runtime.InteropServices;
using Interleave.Execution.States;
using Interleave.Schedules;
using Interleave.Search;

namespace Interleave.Reduction;

/// <summary>
/// A random-walk warm-up: walks that meet most of the edges between local states before a search relies on them. What
/// they miss costs that search a repetition, and nothing else.
/// </summary>
internal static class WarmUp
{
    private const int MostWalks = 2_000;
    private const int MostSteps = 2_000;

    /// <summary>
    /// Walks from the state at hand until enough walks have taught nothing, or a bound on the search is reached, and
    /// comes back.
    /// </summary>
    /// <param name="system">The program.</param>
    /// <param name="run">The search; afterwards it may be one that has to stop.</param>
    /// <param name="options">How it is done.</param>
    public static void Run(ITransitionSystem system, SearchRun run, SearchOptions options)
    {
        var (random, start, steps) = (new RandomSource(1), new List<int>(), new List<ScheduledStep>());
        system.Save(start);
        var locals = system.Shown.Locals;
        var (known, before) = (locals.Learned.Count, locals.Count);
        for (int walk = 0, barren = 0; walk < MostWalks && barren < options.BarrenWalks; walk++)
        {
            // Whoever meets a local state for the first time meets a state for the first time.
            if (
                locals.Count - before > options.Bounds.MaxStates
                || (run.MustStopNow(0, 0) && run.Incomplete is not null)
            )
            {
                break;
            }

            Walk(system, random, walk % 4, steps);
            system.Restore(CollectionsMarshal.AsSpan(start));
            barren = locals.Learned.Count > known ? 0 : barren + 1;
            known = locals.Learned.Count;
        }
    }

    // A fiber goes on with probability 1 - 4^-persistence: some edges need one that runs far ahead of others.
    private static void Walk(ITransitionSystem system, RandomSource random, int persistence, List<ScheduledStep> steps)
    {
        var (fiber, fibers) = (0, system.Shown.FiberCount);
        for (var taken = 0; taken < MostSteps; taken++)
        {
            steps.Clear();
            if (random.Below(1u << (2 * persistence)) != 0)
            {
                system.AddSteps(fiber, steps);
            }

            for (var turn = 0; turn < fibers && steps.Count == 0; turn++)
            {
                fiber = (int)random.Below((uint)fibers);
                system.AddSteps(fiber, steps);
            }

            if (steps.Count == 0 || system.Take(steps[(int)random.Below((uint)steps.Count)], out _) is not null)
            {
                return;
            }
        }
    }
}
