using System.Threading.Tasks;

namespace PgmapCheck.Plain.Kernel;

/// <summary>Tasks that sleep until something is so: <c>wait_queue_head</c>.</summary>
public sealed class WaitQueueHead
{
    private readonly object _lock = new();
    private TaskCompletionSource? _sleepers;

    /// <summary><c>prepare_to_wait_event</c>: queues. The task completes with the next <see cref="WakeUp"/>.</summary>
    public Task PrepareToWait()
    {
        lock (_lock)
        {
            _sleepers ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _sleepers.Task;
        }
    }

    /// <summary><c>wake_up_var</c>: wakes all.</summary>
    public void WakeUp()
    {
        lock (_lock)
        {
            _sleepers?.SetResult();
            _sleepers = null;
        }
    }
}
