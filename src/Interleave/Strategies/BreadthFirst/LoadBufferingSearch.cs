using Interleave.Execution;
using Interleave.Programs;
using Interleave.Search;

namespace Interleave.Strategies.BreadthFirst;

/// <summary>
/// The proof on the weak memory with load buffering: first with all steps in order, then with those taken early that
/// were found to depend on nothing they pass, again and again until a search has met nothing new.
/// </summary>
/// <remarks>Only the last search counts: what an earlier one did early may depend on what it passed after
/// all.</remarks>
internal static class LoadBufferingSearch
{
    /// <summary>Explores every reachable state, or as many as the bounds allow.</summary>
    public static Verdict Search(
        ConcurrentProgram program,
        SearchOptions options,
        Func<ConcurrentProgram, SearchOptions, Verdict> search
    )
    {
        var early = EarlyPrograms.Begin(program);
        var (elapsed, cpu, bytes) = (TimeSpan.Zero, TimeSpan.Zero, 0L);
        for (var isInOrder = true; ; isInOrder = false)
        {
            var verdict = search(program, options with { Bounds = options.Bounds.After(elapsed) });
            (elapsed, cpu, bytes) = (
                elapsed + verdict.Elapsed,
                cpu + verdict.CpuTime,
                Math.Max(bytes, verdict.PeakBytes)
            );
            if (verdict.Incomplete is null && early.IsOutdated)
            {
                options.OnRestart?.Invoke();
                early.Renew();
                continue;
            }

            // What is violated in order is violated. What was done early may depend on what it passed after all, if not
            // all of that is known.
            var isSure = isInOrder || verdict.Incomplete is null;
            return verdict with
            {
                Counterexamples = isSure ? verdict.Counterexamples : [],
                Incomplete = verdict.Incomplete ?? early.Bound,
                Elapsed = elapsed,
                CpuTime = cpu,
                PeakBytes = bytes,
            };
        }
    }
}
