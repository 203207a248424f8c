using System.Runtime.ExceptionServices;
using System.Threading;
using Interleave.Search;
using Interleave.Visited;

namespace Interleave.Strategies.DepthFirst;

/// <summary>Has several workers go on with a search, each on a thread; the first one's is the thread that asks for
/// it.</summary>
/// <param name="workers">Who works; only the first one may have begun.</param>
/// <param name="open">What there is to do besides.</param>
internal sealed class WorkerThreads(DepthFirstWorker[] workers, IEnumerable<OpenWork> open)
{
    private readonly WorkPool _pool = new(workers.Length);
    private ExceptionDispatchInfo? _failure;
    private long _cpuTicks;

    /// <summary>The processor time of all threads but that of the first worker.</summary>
    public TimeSpan CpuTime => TimeSpan.FromTicks(_cpuTicks);

    /// <summary>Searches until nothing is left to do, or one of them has to stop.</summary>
    /// <param name="visited">What they share.</param>
    public void Run(VisitedTable visited)
    {
        foreach (var work in open)
        {
            _pool.Give(work);
        }

        visited.Share(workers.Length);
        var threads = Enumerable
            .Range(1, workers.Length - 1)
            .Select(number => new Thread(() => WorkBeside(number)) { IsBackground = true, Name = $"search {number}" })
            .ToArray();
        foreach (var thread in threads)
        {
            thread.Start();
        }

        Work(0);
        foreach (var thread in threads)
        {
            thread.Join();
        }

        visited.EndSharing();
    }

    /// <summary>What nobody has done. The first worker has the rest on its stack: others do not outlast their
    /// threads.</summary>
    /// <exception cref="Exception">Whatever has ended one of the threads.</exception>
    public IEnumerable<OpenWork> Left()
    {
        _failure?.Throw();
        return [.. _pool.Left(), .. workers.Skip(1).Select(static worker => worker.Stack.Save()).OfType<OpenWork>()];
    }

    private void WorkBeside(int number)
    {
        var begin = ThreadClock.Elapsed;
        Work(number);
        Interlocked.Add(ref _cpuTicks, ThreadClock.IsOfThread ? (ThreadClock.Elapsed - begin).Ticks : 0);
    }

    private void Work(int number)
    {
        try
        {
            new SharedWorker(workers[number], _pool).Run(number);
        }
#pragma warning disable CA1031 // whatever it is, the thread that asked for the search is told
        catch (Exception e)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            _pool.Stop();
        }
    }
}
