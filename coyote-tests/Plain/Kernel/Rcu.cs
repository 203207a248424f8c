using System.Threading.Tasks;

namespace PgmapCheck.Plain.Kernel;

/// <summary>Read-copy-update: a grace period waits for every reader that began before it.</summary>
public sealed class Rcu
{
    private readonly object _lock = new();
    private readonly List<TaskCompletionSource> _readers = [];

    /// <summary><c>rcu_read_lock</c>, and switching interrupts off; disposing the reader ends the section.</summary>
    public Reader ReadLock()
    {
        var reader = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _readers.Add(reader);
        }

        return new Reader(this, reader);
    }

    /// <summary><c>synchronize_rcu</c>.</summary>
    public async Task Synchronize()
    {
        Task[] begun;
        lock (_lock)
        {
            begun = [.. _readers.Select(reader => reader.Task)];
        }

        foreach (var section in begun)
        {
            await section;
        }
    }

    private void ReadUnlock(TaskCompletionSource reader)
    {
        lock (_lock)
        {
            _readers.Remove(reader);
        }

        reader.SetResult();
    }

    /// <summary>A read-side section.</summary>
    public sealed class Reader : IDisposable
    {
        private readonly Rcu _rcu;
        private readonly TaskCompletionSource _section;

        internal Reader(Rcu rcu, TaskCompletionSource section) => (_rcu, _section) = (rcu, section);

        /// <summary><c>rcu_read_unlock</c>.</summary>
        public void Dispose() => _rcu.ReadUnlock(_section);
    }
}
