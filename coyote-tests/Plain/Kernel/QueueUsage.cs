using System.Threading;
using System.Threading.Tasks;

namespace PgmapCheck.Plain.Kernel;

/// <summary>The queue of a block device; its usage counter is <c>pgmap->ref</c> of pmem up to v5.16.</summary>
/// <param name="usage">The usage counter.</param>
public sealed class QueueUsage(PercpuRef usage)
{
    private int _freezeDepth;

    /// <summary><c>blk_freeze_queue_start</c>: the first freeze kills the usage counter.</summary>
    public Task Freeze()
    {
        if (Interlocked.Increment(ref _freezeDepth) == 1)
        {
            usage.Kill();
        }

        return Task.CompletedTask;
    }

    /// <summary><c>blk_cleanup_queue</c>: freezes it, waits until nobody uses it, and frees the counter.</summary>
    public async Task Cleanup()
    {
        await Freeze();
        await usage.WaitForRelease();
        usage.Exit();
    }
}
