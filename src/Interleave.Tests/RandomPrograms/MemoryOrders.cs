using Interleave.Memory;

namespace Interleave.Tests.RandomPrograms;

/// <summary>Which memory order a statement has: equal statements have equal orders, so that fibers of one role stay
/// equal.</summary>
internal static class MemoryOrders
{
    private static readonly MemoryOrder[] s_loads = [MemoryOrder.Once, MemoryOrder.Acquire];
    private static readonly MemoryOrder[] s_stores = [MemoryOrder.Once, MemoryOrder.Release, MemoryOrder.Full];
    private static readonly MemoryOrder[] s_nextStores = [MemoryOrder.Once, MemoryOrder.Release];
    private static readonly MemoryOrder[] s_changes =
    [
        MemoryOrder.Full,
        MemoryOrder.Relaxed,
        MemoryOrder.Acquire,
        MemoryOrder.Release,
    ];

    /// <summary>The order of a statement that accesses a cell.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="orders">The same number, the same orders; 0: those that one gets without asking.</param>
    public static MemoryOrder Of(Statement statement, int orders) =>
        statement switch
        {
            Statement.Load or Statement.Peek => Draw(s_loads, statement, orders),
            Statement.Store => Draw(s_stores, statement, orders),
            Statement.StoreNext => Draw(s_nextStores, statement, orders),
            _ => Draw(s_changes, statement, orders),
        };

    private static MemoryOrder Draw(MemoryOrder[] from, Statement statement, int orders)
    {
        if (orders == 0)
        {
            return from[0];
        }

        var hash = 2166136261u ^ (uint)orders; // FNV-1a
        foreach (var letter in statement.ToString())
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return from[(hash >> 16) % from.Length];
    }
}
