using Interleave.Programs;
using Interleave.Search;

namespace Interleave.Strategies.Dpor;

/// <summary>
/// Searches anew, knowing what properties have looked at, for as long as they look at more: then every step that they
/// can see was known to be one from the beginning.
/// </summary>
internal static class Refinement
{
    /// <summary>Searches until nothing is learnt, or a search is incomplete.</summary>
    /// <param name="name">The strategy's name.</param>
    /// <param name="options">Bounds, and what is to be noted of each execution.</param>
    /// <param name="begin">Begins a search, which knows what properties have looked at so far and notes what they look
    /// at.</param>
    /// <returns>The last search's verdict, and the time that all took.</returns>
    public static Verdict Run(string name, SearchOptions options, Func<SearchOptions, Footprint, DporSearch> begin)
    {
        var (footprint, elapsed, cpu) = (new Footprint(), TimeSpan.Zero, TimeSpan.Zero);
        while (true)
        {
            var size = footprint.Size;
            var verdict = begin(options with { Bounds = options.Bounds.After(elapsed) }, footprint).Run(name);
            elapsed += verdict.Elapsed;
            cpu += verdict.CpuTime;
            if (footprint.Size == size || !verdict.Complete)
            {
                return verdict with { Elapsed = elapsed, CpuTime = cpu };
            }

            footprint = footprint.Copy();
        }
    }
}
