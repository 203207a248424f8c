using Interleave.Memory;
using Interleave.Programs;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// <c>atomic_t</c>. One method for each kernel operation, because they differ in ordering even where they do the same
/// to the value (Documentation/atomic_t.txt).
/// </summary>
public sealed class AtomicCount
{
    /// <summary>Declares a counter.</summary>
    public AtomicCount(
        Machine machine,
        string name,
        int initial,
        Lifetime? lifetime = null,
        Func<int, string>? format = null
    ) => Cell = machine.Cell(name, initial, lifetime, format);

    /// <summary>The word itself, for properties.</summary>
    public Cell Cell { get; }

    /// <summary><c>atomic_read</c>: no ordering.</summary>
    public Step<int> Read() => Cell.Load(MemoryOrder.Once);

    /// <summary><c>atomic_set</c>: a store that ignores concurrent changes; no ordering.</summary>
    public Step Set(int value) => Cell.Store(value, MemoryOrder.Once);

    /// <summary><c>atomic_inc</c>: no result, no ordering.</summary>
    public Step<int> Inc() => Cell.Add(1, MemoryOrder.Relaxed);

    /// <summary><c>atomic_add</c>: no result, no ordering.</summary>
    public Step<int> Add(int n) => Cell.Add(n, MemoryOrder.Relaxed);

    /// <summary><c>atomic_inc_return</c>: fully ordered; the new value.</summary>
    public Step<int> IncReturn() => Cell.Add(1, MemoryOrder.Full);

    /// <summary><c>atomic_dec_return</c>: fully ordered; the new value. Test it against 0 for
    /// <c>atomic_dec_and_test</c>.</summary>
    public Step<int> DecReturn() => Cell.Add(-1, MemoryOrder.Full);

    /// <summary><c>atomic_sub_return</c>: fully ordered; the new value.</summary>
    public Step<int> SubReturn(int n) => Cell.Add(-n, MemoryOrder.Full);

    /// <summary><c>atomic_inc_not_zero</c>: fully ordered if it increments, no ordering if not.</summary>
    public Step<bool> IncNotZero() => Cell.AddUnless(1, 0, MemoryOrder.Full);

    /// <summary><c>atomic_add_unless(v, n, u)</c>: fully ordered if it adds; whether it did.</summary>
    public Step<bool> AddUnless(int n, int unless) => Cell.AddUnless(n, unless, MemoryOrder.Full);
}

/// <summary><c>struct completion</c> (kernel/sched/completion.c), signalled at most once here.</summary>
public sealed class Completion
{
    private readonly AtomicSections? _atomic;

    /// <summary>Declares a completion.</summary>
    /// <param name="machine">Where.</param>
    /// <param name="name">What traces call it.</param>
    /// <param name="done">Whether it is signalled already.</param>
    /// <param name="atomic">Where it must not be waited for; null where nobody asks.</param>
    public Completion(Machine machine, string name, bool done = false, AtomicSections? atomic = null)
    {
        _atomic = atomic;
        Done = machine.Cell(name, done ? 1 : 0, null, value => value == 0 ? "not done" : "done");
    }

    /// <summary>1 once signalled.</summary>
    public Cell Done { get; }

    /// <summary><c>complete</c>.</summary>
    public Step Complete() => Done.Store(1, MemoryOrder.Release);

    /// <summary><c>wait_for_completion</c>.</summary>
    public Step<int> Wait()
    {
        _atomic?.MightSleep("wait_for_completion()");
        return Done.Until(static (value, _) => value != 0);
    }

    /// <summary><c>reinit_completion</c>.</summary>
    public Step Reinit() => Done.Store(0, MemoryOrder.Plain);
}
