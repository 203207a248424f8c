using System.Runtime.ExceptionServices;
using System.Threading;

namespace PgmapCheck.Runs;

/// <summary>
/// Work on many items by several threads, with results in the order of the items. What turns out to be large is put off
/// until its turn has come, and is then done while nothing else is.
/// </summary>
/// <typeparam name="TItem">What there is to do.</typeparam>
/// <typeparam name="TResult">What comes of it.</typeparam>
internal sealed class OrderedJobs<TItem, TResult>
    where TResult : class
{
    private readonly object _lock = new();
    private readonly IReadOnlyList<TItem> _items;
    private readonly Func<TItem, TResult?> _beside;
    private readonly Action? _ended;
    private readonly CancellationToken _interrupted;
    private readonly TResult?[] _results;
    private readonly bool[] _isTried;
    private ExceptionDispatchInfo? _failure;
    private int _next; // the first item that nobody has begun
    private int _threads;
    private int _busy;
    private bool _isHeld; // true while something large waits or runs
    private bool _isOver;

    private OrderedJobs(
        IReadOnlyList<TItem> items,
        Func<TItem, TResult?> beside,
        Action? ended,
        CancellationToken interrupted
    )
    {
        (_items, _beside, _ended, _interrupted) = (items, beside, ended, interrupted);
        (_results, _isTried) = (new TResult?[items.Count], new bool[items.Count]);
    }

    /// <summary>Does the work.</summary>
    /// <param name="items">What there is to do.</param>
    /// <param name="jobs">How many items at a time, from 1 up.</param>
    /// <param name="beside">Does one item while others are done; null if it is too large for that.</param>
    /// <param name="alone">Does one item while nothing else is done.</param>
    /// <param name="interrupted">Signalled when nothing more is to be begun.</param>
    /// <param name="ended">Called for each thread that finds nothing more to begin; null for nobody.</param>
    /// <returns>Each item, in order, and what came of it; null if it was not begun.</returns>
    public static IEnumerable<(TItem Item, TResult? Result)> Run(
        IReadOnlyList<TItem> items,
        int jobs,
        Func<TItem, TResult?> beside,
        Func<TItem, TResult> alone,
        CancellationToken interrupted,
        Action? ended = null
    )
    {
        if (jobs == 1 || items.Count <= 1)
        {
            return items.Select(item => (item, interrupted.IsCancellationRequested ? null : alone(item)));
        }

        return new OrderedJobs<TItem, TResult>(items, beside, ended, interrupted).Run(
            Math.Min(jobs, items.Count),
            alone
        );
    }

    private IEnumerable<(TItem Item, TResult? Result)> Run(int jobs, Func<TItem, TResult> alone)
    {
        _threads = jobs;
        for (var i = 0; i < jobs; i++)
        {
            new Thread(Work) { IsBackground = true, Name = $"job {i + 1}" }.Start();
        }

        try
        {
            for (var i = 0; i < _items.Count; i++)
            {
                yield return (_items[i], Await(i) ?? (_isTried[i] ? Alone(_items[i], alone) : null));
            }
        }
        finally
        {
            lock (_lock)
            {
                _isOver = true;
                Monitor.PulseAll(_lock);
            }
        }
    }

    // The result that threads have come to; null if they were not to begin, or have found that it is too large.
    private TResult? Await(int i)
    {
        lock (_lock)
        {
            while (!_isTried[i] && _failure is null && (i < _next || _threads > 0))
            {
                Monitor.Wait(_lock);
            }

            _failure?.Throw();
            return _results[i];
        }
    }

    private TResult? Alone(TItem item, Func<TItem, TResult> alone)
    {
        lock (_lock)
        {
            _isHeld = true;
            while (_busy > 0)
            {
                Monitor.Wait(_lock);
            }
        }

        try
        {
            return _interrupted.IsCancellationRequested ? null : alone(item);
        }
        finally
        {
            lock (_lock)
            {
                _isHeld = false;
                Monitor.PulseAll(_lock);
            }
        }
    }

    private void Work()
    {
        while (Begin() is { } i)
        {
            TResult? result = null;
            try
            {
                result = _beside(_items[i]);
            }
#pragma warning disable CA1031 // whatever it is, the thread that wants the results is told
            catch (Exception e)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            }

            lock (_lock)
            {
                (_results[i], _isTried[i]) = (result, true);
                _busy--;
                Monitor.PulseAll(_lock);
            }
        }

        _ended?.Invoke();
    }

    private int? Begin()
    {
        lock (_lock)
        {
            while (_isHeld && !_isOver)
            {
                Monitor.Wait(_lock);
            }

            if (_isOver || _failure is not null || _next == _items.Count || _interrupted.IsCancellationRequested)
            {
                _threads--;
                Monitor.PulseAll(_lock);
                return null;
            }

            _busy++;
            return _next++;
        }
    }
}
