using System.Threading;
using System.Threading.Tasks;

namespace PgmapCheck.Plain;

/// <summary>A device page: its <c>_refcount</c>, which is 1 when it is idle, and who waits for that.</summary>
public sealed class Page
{
    /// <summary>The count of an idle page.</summary>
    public const int Idle = 1;

    private readonly object _waitQueue = new();
    private TaskCompletionSource? _waiter;
    private int _refCount;

    /// <summary>A page with so many references besides its own.</summary>
    public Page(int users) => _refCount = Idle + users;

    /// <summary><c>page_ref_count</c>.</summary>
    public int RefCount => Volatile.Read(ref _refCount);

    /// <summary><c>page_ref_dec_return</c>.</summary>
    public int DecReturn() => Interlocked.Decrement(ref _refCount);

    /// <summary><c>prepare_to_wait_event</c>: queues. The task completes with the next <see cref="WakeUp"/>.</summary>
    public Task PrepareToWait()
    {
        lock (_waitQueue)
        {
            _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task;
        }
    }

    /// <summary><c>wake_up_var</c>.</summary>
    public void WakeUp()
    {
        lock (_waitQueue)
        {
            _waiter?.SetResult();
            _waiter = null;
        }
    }
}
