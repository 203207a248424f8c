using Interleave.Reduction;
using Interleave.Search;

namespace Interleave.Strategies.DepthFirst;

/// <summary>A pass with persistent steps. It is of use as long as it meets nothing that was not known.</summary>
/// <param name="pass">The pass.</param>
/// <param name="knowledge">What is known.</param>
/// <param name="run">What its first worker keeps.</param>
internal sealed class ReducedPass(SearchPass pass, ReductionKnowledge knowledge, SearchRun run)
{
    private const int StatesAtOnce = 256;

    /// <summary>Goes on to the end, or until it is of no use.</summary>
    /// <returns>False if it had to stop.</returns>
    public bool GoOn() => GoOnAlone() && (!knowledge.IsUpToDate || pass.Finish() || !knowledge.IsUpToDate);

    // A pass that has met something new goes on for a while, since one thing new seldom comes alone. False if it had to
    // stop.
    private bool GoOnAlone()
    {
        var delay = new RefinementDelay(knowledge.Basis.Edges);
        while (!pass.First.Stack.IsEmpty && pass.IsForOne())
        {
            if (!pass.First.Run(pass.Visited.Count + StatesAtOnce))
            {
                return false;
            }

            if (delay.IsOver(pass.Visited.Count, run.State.Locals.Learned.Count) && !knowledge.IsUpToDate)
            {
                break;
            }
        }

        return true;
    }
}
