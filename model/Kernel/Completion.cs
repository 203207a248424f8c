using Interleave;
using Interleave.Memory;

namespace PgmapCheck.Model.Kernel;

/// <summary><c>struct completion</c> (kernel/sched/completion.c), signalled at most once here.</summary>
public sealed class Completion
{
    /// <summary>Declares a completion.</summary>
    public Completion(Machine machine, string name, bool done = false) =>
        Done = machine.Cell(name, done ? 1 : 0, null, value => value == 0 ? "not done" : "done");

    /// <summary>1 once signalled.</summary>
    public Cell Done { get; }

    /// <summary><c>complete</c>.</summary>
    public Step Complete() => Done.Store(1, MemoryOrder.Release);

    /// <summary><c>wait_for_completion</c>.</summary>
    public Step<int> Wait() => Done.Until(static (value, _) => value != 0);

    /// <summary><c>reinit_completion</c>.</summary>
    public Step Reinit() => Done.Store(0, MemoryOrder.Plain);
}
