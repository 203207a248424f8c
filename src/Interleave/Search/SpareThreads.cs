using System.Threading;

namespace Interleave.Search;

/// <summary>
/// The threads that searches of one process may still start between them: where several programs are searched at a
/// time, a large search has others join it only when there is a processor for them.
/// </summary>
/// <param name="count">How many there are at first, from 0 up.</param>
public sealed class SpareThreads(int count)
{
    private int _count = count;

    /// <summary>Takes as many as there are.</summary>
    /// <param name="most">The most to take.</param>
    /// <returns>How many were taken, which may be none.</returns>
    public int Take(int most)
    {
        while (true)
        {
            var count = Volatile.Read(ref _count);
            var taken = Math.Min(count, most);
            if (taken <= 0 || Interlocked.CompareExchange(ref _count, count - taken, count) == count)
            {
                return Math.Max(taken, 0);
            }
        }
    }

    /// <summary>Leaves threads to others.</summary>
    public void Give(int threads) => Interlocked.Add(ref _count, threads);
}
