using System.Collections.Immutable;
using Interleave.Memory;

namespace Interleave.Tests.Litmus.Axioms;

/// <summary>
/// Small random litmus tests of two to four threads in the shapes that memories are told apart by: a cycle through the
/// cells, each thread with an access to one cell and an access to the next, and something between them that may order
/// them; then a few instructions more. The same seed gives the same test.
/// </summary>
internal sealed class ShapeGenerator
{
    private static readonly ImmutableArray<string> s_cells = ["x", "y", "z"];

    private readonly Random _random;
    private readonly int[] _stores;

    private ShapeGenerator(int seed)
    {
        _random = new Random(seed);
        _stores = new int[_random.Next(2, 4)];
    }

    public static LitmusProgram Of(int seed) => new ShapeGenerator(seed).Cycle();

    private LitmusProgram Cycle()
    {
        var size = _stores.Length;
        var kinds = Enumerable
            .Range(0, size)
            .Select(_ => (Committing: _random.Next(2) == 0, Leaving: _random.Next(2) == 0))
            .ToArray();
        var threads = kinds
            .Select(
                (_, i) =>
                    new List<Instruction>
                    {
                        Access(kinds[i].Leaving, i),
                        Access(kinds[(i + 1) % size].Committing, (i + 1) % size),
                    }
            )
            .ToList();
        for (var i = 0; i < size; i++)
        {
            if ((!kinds[i].Committing && !kinds[i].Leaving) || _random.Next(8) == 0)
            {
                threads.Add([Access(true, i)]); // two loads need a store to disagree about
            }
        }

        for (var i = 0; i < threads.Count; i++)
        {
            if (i < size && _random.Next(4) != 0)
            {
                threads[i].Insert(1, new Instruction(OperationKind.Barrier, Barrier: (MemoryBarrier)_random.Next(4)));
            }

            if (threads.Count < 4 && _random.Next(4) == 0)
            {
                threads[i].Insert(_random.Next(threads[i].Count + 1), Access(_random.Next(2) == 0, _random.Next(size)));
            }

            if (threads.Count < 4 && _random.Next(8) == 0)
            {
                Lock(threads[i]);
            }
        }

        return new LitmusProgram([
            .. threads.Select(code =>
                code.Select((instruction, number) => Named(instruction, number)).ToImmutableArray()
            ),
        ]);
    }

    private static Instruction Named(Instruction i, int number) =>
        i.Register == "" ? i : i with { Register = $"r{number}" };

    private void Lock(List<Instruction> code)
    {
        var from = _random.Next(code.Count);
        code.Insert(_random.Next(from + 1, code.Count + 1), new Instruction(OperationKind.Release, "l"));
        code.Insert(from, new Instruction(OperationKind.Acquire, "l"));
    }

    private Instruction Access(bool writes, int number)
    {
        var cell = s_cells[number];
        if (_random.Next(6) == 0)
        {
            return Change(cell);
        }

        return writes
            ? new Instruction(
                OperationKind.Store,
                cell,
                ++_stores[number],
                Order: Pick(MemoryOrder.Once, MemoryOrder.Once, MemoryOrder.Release, MemoryOrder.Full)
            )
            : new Instruction(
                OperationKind.Load,
                cell,
                Order: Pick(MemoryOrder.Once, MemoryOrder.Once, MemoryOrder.Acquire),
                Register: "r"
            );
    }

    private Instruction Change(string cell)
    {
        var order = Pick(
            MemoryOrder.Relaxed,
            MemoryOrder.Relaxed,
            MemoryOrder.Acquire,
            MemoryOrder.Release,
            MemoryOrder.Full
        );
        return _random.Next(5) switch
        {
            0 => new Instruction(OperationKind.Add, cell, 1, Order: MemoryOrder.Relaxed),
            1 => new Instruction(OperationKind.Add, cell, 1, Order: order, Register: "r"),
            2 => new Instruction(OperationKind.Exchange, cell, 7, Order: order, Register: "r"),
            3 => new Instruction(OperationKind.CompareExchange, cell, _random.Next(2), 8, order, "r"),
            _ => new Instruction(OperationKind.AddUnless, cell, 1, _random.Next(2), MemoryOrder.Full, "r"),
        };
    }

    private MemoryOrder Pick(params ReadOnlySpan<MemoryOrder> orders) => orders[_random.Next(orders.Length)];
}
