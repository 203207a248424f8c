using Interleave.Memory;
using Interleave.Traces;

namespace PgmapCheck.Reports.Formats.Litmus;

/// <summary>
/// A step as the kernel's accessor, by its ordering. tools/memory-model/linux-kernel.def @ v4.18 defines them all but
/// <c>atomic_add_unless</c>, which newer kernels' has.
/// </summary>
internal sealed record LitmusAccess
{
    public LitmusAccess(TraceStep step, string name, bool isCount)
    {
        var (a, b) = step.Operands;
        (Text, Value) = step.Kind switch
        {
            OperationKind.Load or OperationKind.Until => (Load(step.Order, name, isCount), step.Before),
            OperationKind.Store => (Store(step.Order, name, isCount, a), (int?)null),
            OperationKind.Add when step.Order is MemoryOrder.Relaxed or MemoryOrder.Plain => (
                Add("", a, name, ""),
                null
            ),
            OperationKind.Add => (Add("_return", a, name, Suffix(step.Order)), step.After),
            OperationKind.AddUnless => ($"atomic_add_unless({name}, {a}, {b})", step.Result),
            OperationKind.CompareExchange => ($"atomic_cmpxchg{Suffix(step.Order)}({name}, {a}, {b})", step.Before),
            OperationKind.Exchange => ($"atomic_xchg{Suffix(step.Order)}({name}, {a})", step.Before),
            OperationKind.Acquire => ($"spin_lock({name})", null),
            OperationKind.Release => ($"spin_unlock({name})", null),
            OperationKind.TryAcquire => ($"spin_trylock({name})", step.Result),
            _ => throw new InvalidOperationException($"no accessor for {step.Kind}"),
        };
        HasBarrierAfter = step is { Order: MemoryOrder.Full, Kind: OperationKind.Load or OperationKind.Store };
    }

    /// <summary>The call.</summary>
    public string Text { get; }

    /// <summary>What it returned; null if it returns nothing.</summary>
    public int? Value { get; }

    /// <summary>True if a full barrier belongs behind it, which no such accessor has by itself.</summary>
    public bool HasBarrierAfter { get; }

    private static string Load(MemoryOrder order, string name, bool isCount) =>
        (order, isCount) switch
        {
            (MemoryOrder.Acquire, true) => $"atomic_read_acquire({name})",
            (MemoryOrder.Acquire, false) => $"smp_load_acquire({name})",
            (_, true) => $"atomic_read({name})",
            (MemoryOrder.Plain, false) => $"*{name}",
            _ => $"READ_ONCE(*{name})",
        };

    private static string Store(MemoryOrder order, string name, bool isCount, int value) =>
        (order, isCount) switch
        {
            (MemoryOrder.Release, true) => $"atomic_set_release({name}, {value})",
            (MemoryOrder.Release, false) => $"smp_store_release({name}, {value})",
            (_, true) => $"atomic_set({name}, {value})",
            (MemoryOrder.Plain, false) => $"*{name} = {value}",
            _ => $"WRITE_ONCE(*{name}, {value})",
        };

    private static string Add(string result, int delta, string name, string suffix) =>
        delta switch
        {
            1 => $"atomic_inc{result}{suffix}({name})",
            -1 => $"atomic_dec{result}{suffix}({name})",
            < 0 => $"atomic_sub{result}{suffix}({-delta}, {name})",
            _ => $"atomic_add{result}{suffix}({delta}, {name})",
        };

    private static string Suffix(MemoryOrder order) =>
        order switch
        {
            MemoryOrder.Acquire => "_acquire",
            MemoryOrder.Release => "_release",
            MemoryOrder.Relaxed => "_relaxed",
            _ => "",
        };
}
