using System.Collections.Immutable;
using Interleave.Memory;

namespace Interleave.Tests.Litmus;

/// <summary>
/// Random litmus tests in which it matters who learns what from which message, or with which barrier: what the search
/// of the weak memory leaves out and forgets. The same seed gives the same test.
/// </summary>
internal sealed class MessageGenerator
{
    private readonly Random _random;
    private int _registers;

    private MessageGenerator(int seed) => _random = new Random(seed);

    public static LitmusProgram Of(int seed)
    {
        var generator = new MessageGenerator(seed);
        return new LitmusProgram(
            generator._random.Next(3) switch
            {
                0 => generator.Overwritten(),
                1 => generator.Barriers(),
                _ => generator.TwoReaders(),
            }
        );
    }

    // One tells something, another stores to the same cell and tells nothing; a third looks twice.
    private ImmutableArray<ImmutableArray<Instruction>> Overwritten() =>
        [
            [Store("x", 1), Store("y", 1, Pick(MemoryOrder.Release, MemoryOrder.Release, MemoryOrder.Once))],
            Sometimes(Store("y", 2)),
            [
                Load("y", MemoryOrder.Once),
                .. Sometimes(Load("y", MemoryOrder.Once)),
                Drop(Load("y", Pick(MemoryOrder.Acquire, MemoryOrder.Once))),
                .. Rarely(new Instruction(OperationKind.Barrier, Barrier: MemoryBarrier.Read)),
                Load("x", MemoryOrder.Once),
            ],
        ];

    // Store buffering, with something between a store and its barrier that tells who was first.
    private ImmutableArray<ImmutableArray<Instruction>> Barriers() => [Buffering("x", "y"), Buffering("y", "x")];

    private ImmutableArray<Instruction> Buffering(string own, string other) =>
        [
            Store(own, 1),
            .. Sometimes(new Instruction(OperationKind.Add, "z", 1, Order: MemoryOrder.Relaxed, Register: Register())),
            .. Sometimes(
                new Instruction(OperationKind.Barrier, Barrier: Pick(MemoryBarrier.Full, MemoryBarrier.AfterAtomic))
            ),
            .. Rarely(new Instruction(OperationKind.Add, "z", 1, Order: MemoryOrder.Full, Register: Register())),
            Load(other, MemoryOrder.Once),
            .. Rarely(Store("z", 1)),
        ];

    // Message passing to two, one of whom knows already.
    private ImmutableArray<ImmutableArray<Instruction>> TwoReaders()
    {
        ImmutableArray<Instruction> first =
        [
            .. Sometimes(Load("x", MemoryOrder.Once)),
            Load("y", Pick(MemoryOrder.Acquire, MemoryOrder.Acquire, MemoryOrder.Once)),
            .. Sometimes(Load("x", MemoryOrder.Once)),
        ];
        ImmutableArray<Instruction> second = [Load("y", MemoryOrder.Acquire), Load("x", MemoryOrder.Once)];
        ImmutableArray<Instruction> writer = [Store("x", 1), Store("y", 1, MemoryOrder.Release)];
        return _random.Next(2) == 0 ? [writer, first, second] : [second, first, writer];
    }

    private ImmutableArray<Instruction> Sometimes(Instruction instruction) => _random.Next(4) == 0 ? [] : [instruction];

    private ImmutableArray<Instruction> Rarely(Instruction instruction) => _random.Next(5) == 0 ? [instruction] : [];

    private Instruction Load(string cell, MemoryOrder order) =>
        new(OperationKind.Load, cell, Order: order, Register: Register());

    private static Instruction Drop(Instruction load) => load with { Register = "" };

    private static Instruction Store(string cell, int value, MemoryOrder order = MemoryOrder.Once) =>
        new(OperationKind.Store, cell, value, Order: order);

    private string Register() => $"r{_registers++}";

    private T Pick<T>(params ReadOnlySpan<T> from) => from[_random.Next(from.Length)];
}
