using System.Threading;
using Interleave.Search;

namespace Interleave.Strategies.DepthFirst;

/// <summary>Work that threads donate to each other. It is over when all of them have nothing to do.</summary>
/// <param name="workers">How many threads there are.</param>
internal sealed class WorkPool(int workers)
{
    private readonly object _gate = new();
    private readonly Queue<OpenWork> _open = []; // the oldest has most behind it
    private volatile WorkSignal _signal = WorkSignal.Hungry;
    private int _idle;

    /// <summary>To be looked at after every step: it changes seldom.</summary>
    public WorkSignal Signal => _signal;

    /// <summary>Donates work.</summary>
    public void Give(OpenWork work)
    {
        lock (_gate)
        {
            _open.Enqueue(work);
            Say();
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for work; null if there will be none.</summary>
    public OpenWork? Take()
    {
        lock (_gate)
        {
            _idle++;
            Say();
            while (_open.Count == 0 && _signal != WorkSignal.Stop)
            {
                if (_idle == workers)
                {
                    _signal = WorkSignal.Stop;
                    Monitor.PulseAll(_gate);
                    break;
                }

                Monitor.Wait(_gate);
            }

            if (_signal == WorkSignal.Stop)
            {
                return null;
            }

            _idle--;
            var work = _open.Dequeue();
            Say();
            return work;
        }
    }

    /// <summary>Has all threads stop where they are.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _signal = WorkSignal.Stop;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The work that nobody has taken.</summary>
    public IEnumerable<OpenWork> Left() => _open;

    // Some work is kept ready, so that nobody has to wait for a donor.
    private void Say()
    {
        if (_signal != WorkSignal.Stop)
        {
            _signal = _open.Count < workers ? WorkSignal.Hungry : WorkSignal.None;
        }
    }
}

/// <summary>What a <see cref="WorkPool"/> wants of who is at work.</summary>
internal enum WorkSignal
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Somebody has nothing to do, or soon will.</summary>
    Hungry,

    /// <summary>The search ends here.</summary>
    Stop,
}
