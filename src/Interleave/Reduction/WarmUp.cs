using System.Numerics;
using Interleave.Execution.States;
using Interleave.Search;

namespace Interleave.Reduction;

/// <summary>
/// Random walks that meet most of the edges between local states before a search relies on them. What they miss costs
/// that search a repetition, and nothing else.
/// </summary>
internal static class WarmUp
{
    private const int MostWalks = 2_000;
    private const int MostSteps = 2_000;

    /// <summary>
    /// Walks from the execution's state until enough walks have taught nothing, or a bound on the search is reached,
    /// and comes back.
    /// </summary>
    /// <param name="run">The search; afterwards it may be one that has to stop.</param>
    /// <param name="options">How it is done.</param>
    public static void Run(SearchRun run, SearchOptions options)
    {
        var execution = run.Execution;
        var (random, undo) = (new RandomSource(1), new Stack<StepUndo>());
        var (known, before) = (execution.Locals.Learned.Count, execution.Locals.Count);
        for (int walk = 0, barren = 0; walk < MostWalks && barren < options.BarrenWalks; walk++)
        {
            if (MustStop(run, options, before))
            {
                break;
            }

            Walk(execution, random, walk % 4, undo);
            while (undo.TryPop(out var step))
            {
                execution.Undo(step);
            }

            barren = execution.Locals.Learned.Count > known ? 0 : barren + 1;
            known = execution.Locals.Learned.Count;
        }
    }

    /// <summary>True if walks that began with so many local states have reached a bound.</summary>
    public static bool MustStop(SearchRun run, SearchOptions options, int localsBefore)
    {
        // Whoever meets a local state for the first time meets a state for the first time.
        var isBounded = run.State.Locals.Count - localsBefore > options.Bounds.MaxStates;
        return isBounded || (run.MustStopNow(0, 0) && run.Incomplete is not null);
    }

    // A fiber goes on with probability 1 - 4^-persistence: some edges need one that runs far ahead of others.
    private static void Walk(SequentialExecution execution, RandomSource random, int persistence, Stack<StepUndo> undo)
    {
        var fiber = 0;
        while (undo.Count < MostSteps && execution.Enabled() is var enabled and not 0)
        {
            if ((enabled >> fiber & 1) == 0 || random.Below(1u << (2 * persistence)) == 0)
            {
                for (var skip = random.Below((uint)BitOperations.PopCount(enabled)); skip > 0; skip--)
                {
                    enabled &= enabled - 1;
                }

                fiber = BitOperations.TrailingZeroCount(enabled);
            }

            var violation = execution.Step(
                fiber,
                (int)random.Below((uint)execution.Choices(fiber)),
                out var step,
                out _
            );
            undo.Push(step);
            if (violation is not null)
            {
                return;
            }
        }
    }
}
