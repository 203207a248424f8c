using System.Numerics;

namespace Interleave.Search.Eager;

/// <summary>
/// Random walks that meet most of the edges between local states before a search relies on them. What they miss costs that search
/// a repetition, and nothing else.
/// </summary>
internal static class Reconnaissance
{
    private const int MostWalks = 2_000;
    private const int MostSteps = 2_000;

    /// <summary>Walks from the execution's state until that many walks have taught nothing, and comes back.</summary>
    public static void Run(Execution execution, int barrenWalks)
    {
        var (random, undo) = (new RandomSource(1), new Stack<StepUndo>());
        var known = execution.Locals.Learned.Count;
        for (int walk = 0, barren = 0; walk < MostWalks && barren < barrenWalks; walk++)
        {
            Walk(execution, random, walk % 4, undo);
            while (undo.TryPop(out var step))
            {
                execution.Undo(step);
            }

            barren = execution.Locals.Learned.Count > known ? 0 : barren + 1;
            known = execution.Locals.Learned.Count;
        }
    }

    // A fiber goes on with probability 1 - 4^-persistence: some edges need one that runs far ahead of others.
    private static void Walk(Execution execution, RandomSource random, int persistence, Stack<StepUndo> undo)
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

            var violation = execution.Step(fiber, (int)random.Below((uint)execution.Choices(fiber)), out var step, out _);
            undo.Push(step);
            if (violation is not null)
            {
                return;
            }
        }
    }
}
