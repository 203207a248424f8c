using System.Collections.Immutable;
using Interleave.Memory;

namespace Interleave.Tests.Litmus;

/// <summary>Small random litmus tests: two or three threads, two cells, a lock now and then. The same seed gives the
/// same test.</summary>
internal static class LitmusGenerator
{
    private static readonly ImmutableArray<string> s_cells = ["x", "y"];

    public static LitmusProgram Of(int seed)
    {
        var random = new Random(seed);
        var threads = random.Next(4) == 0 ? 3 : 2;
        return new LitmusProgram([.. Enumerable.Range(0, threads).Select(_ => Thread(random, threads == 3 ? 3 : 5))]);
    }

    /// <summary>The same with a full barrier between any two instructions of a thread.</summary>
    public static LitmusProgram WithBarriers(LitmusProgram program) =>
        new([
            .. program.Threads.Select(thread =>
                thread.SelectMany(i => new[] { i, new Instruction(OperationKind.Barrier) }).ToImmutableArray()
            ),
        ]);

    /// <summary>The same where the first, the third and so on of a thread's instructions keep nothing of what they
    /// find.</summary>
    public static LitmusProgram WithFewRegisters(LitmusProgram program) =>
        new([
            .. program.Threads.Select(thread =>
                thread.Select((code, i) => i % 2 == 0 ? code with { Register = "" } : code).ToImmutableArray()
            ),
        ]);

    private static ImmutableArray<Instruction> Thread(Random random, int most)
    {
        var code = Enumerable.Range(0, random.Next(2, most + 1)).Select(i => Next(random, i)).ToList();
        if (random.Next(6) == 0)
        {
            var from = random.Next(code.Count);
            code.Insert(random.Next(from + 1, code.Count + 1), new Instruction(OperationKind.Release, "l"));
            code.Insert(from, new Instruction(OperationKind.Acquire, "l"));
        }

        return [.. code];
    }

    private static Instruction Next(Random random, int number)
    {
        var (cell, register) = (s_cells[random.Next(s_cells.Length)], $"r{number}");
        var change = new[] { MemoryOrder.Relaxed, MemoryOrder.Acquire, MemoryOrder.Release, MemoryOrder.Full }[
            random.Next(4)
        ];
        return random.Next(18) switch
        {
            < 6 => new Instruction(
                OperationKind.Store,
                cell,
                random.Next(1, 3),
                Order: new[]
                {
                    MemoryOrder.Once,
                    MemoryOrder.Once,
                    MemoryOrder.Once,
                    MemoryOrder.Once,
                    MemoryOrder.Release,
                    MemoryOrder.Full,
                }[random.Next(6)]
            ),
            < 13 => new Instruction(
                OperationKind.Load,
                cell,
                Register: register,
                Order: random.Next(3) == 0 ? MemoryOrder.Acquire : MemoryOrder.Once
            ),
            13 => new Instruction(OperationKind.Add, cell, 1, Order: change, Register: register),
            14 => new Instruction(OperationKind.Exchange, cell, 3, Order: change, Register: register),
            15 => new Instruction(OperationKind.CompareExchange, cell, random.Next(2), 4, change, register),
            16 => new Instruction(OperationKind.AddUnless, cell, 1, random.Next(2), MemoryOrder.Full, register),
            _ => new Instruction(OperationKind.Barrier, Barrier: (MemoryBarrier)random.Next(4)),
        };
    }
}
