using Interleave.Search;

namespace Interleave.Strategies.DepthFirst;

/// <summary>
/// A worker that is one of several threads: when it has nothing to do it takes what others donate, and when others
/// have nothing it donates work of its own.
/// </summary>
/// <param name="worker">What it does.</param>
/// <param name="pool">Where work is donated.</param>
internal sealed class SharedWorker(DepthFirstWorker worker, WorkPool pool)
{
    private const int LookAfter = 0x3F; // steps after which it looks at what all have together
    private const int LookAtClockAfter = 0xFFF;

    private readonly DepthFirstWorker _worker = worker;
    private readonly SearchStack _stack = worker.Stack;
    private readonly WorkPool _pool = pool;
    private int _firstOpen; // the frames below have nothing left to do
    private int _steps;

    /// <summary>Goes on with its stack, then with what others donate, until all have nothing or one has to
    /// stop.</summary>
    /// <param name="thread">Its number among the threads.</param>
    public void Run(int thread)
    {
        _worker.Visits.Share(thread);
        while (!_stack.IsEmpty || Take())
        {
            while (!_stack.IsEmpty && _pool.Signal != WorkSignal.Stop)
            {
                GoOn();
            }

            if (_pool.Signal == WorkSignal.Stop)
            {
                break;
            }
        }

        _worker.Visits.EndSharing();
    }

    private void GoOn()
    {
        if (!_stack.Advance())
        {
            _firstOpen = Math.Min(_firstOpen, Math.Max(_stack.Depth - 1, 0));
        }
        else if (MustStop())
        {
            _stack.Top.PutBack();
            _pool.Stop();
        }
        else
        {
            _worker.Explore();
        }

        if (_pool.Signal == WorkSignal.Hungry)
        {
            Donate();
        }
    }

    private bool MustStop() =>
        (++_steps & LookAfter) == 0
        && (
            _worker.Stop.MustStop()
            || !_worker.KnowsAll
            || ((_steps & LookAtClockAfter) == 0 && _worker.Stop.MustStopNow())
        );

    private bool Take()
    {
        if (_pool.Take() is not { } work)
        {
            return false;
        }

        _stack.Restore(work);
        _firstOpen = 0;
        return true;
    }

    // Gives away what is still to do at the least depth at which there is something: most lies behind that. The fiber
    // that is being explored there sleeps in what is given away, as it would if this thread came to it.
    private void Donate()
    {
        var frames = _stack.Frames;
        while (_firstOpen < frames.Length - 1 && frames[_firstOpen].Todo == 0)
        {
            _firstOpen++;
        }

        if (_firstOpen >= frames.Length - 1) // what is on top is better done here
        {
            return;
        }

        ref var frame = ref frames[_firstOpen];
        var given = OpenFrame.Untouched(frame.Todo, frame.Sleep | frame.Explored);
        frame.Todo = 0;
        _pool.Give(_stack.Behind(_firstOpen, given));
    }
}
