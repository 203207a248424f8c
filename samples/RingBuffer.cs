using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Samples;

/// <summary>A ring buffer for one producer and one consumer (Lamport, ACM TOPLAS 5(2), 1983).</summary>
public sealed class RingBuffer
{
    private const int Capacity = 2;
    private const int Items = 3;

    private readonly Machine _machine;
    private readonly RingBufferForm _form;
    private readonly Cell _written;
    private readonly Cell _read;
    private readonly ImmutableArray<Cell> _slots;

    private RingBuffer(Machine machine, RingBufferForm form)
    {
        _machine = machine;
        _form = form;
        _written = machine.Cell("written");
        _read = machine.Cell("read");
        _slots = [.. Enumerable.Range(0, Capacity).Select(i => machine.Cell($"slot {i}"))];
    }

    /// <summary>The producer writes the numbers 1, 2, 3; the consumer expects them in that order.</summary>
    public static ConcurrentProgram Program(RingBufferForm form) =>
        new(
            $"ring buffer, {form}",
            machine =>
            {
                var buffer = new RingBuffer(machine, form);
                machine.Fiber("producer", buffer.Produce);
                machine.Fiber("consumer", buffer.Consume);
                machine.Properties.Sometimes(
                    "the buffer is full",
                    state => state[buffer._written] - state[buffer._read] == Capacity
                );
            }
        );

    private async Routine Produce()
    {
        for (var i = 0; i < Items; i++)
        {
            await _read.Until(static (read, written) => written - read < Capacity, i);
            if (_form == RingBufferForm.PublishesFirst)
            {
                await _written.Store(i + 1, MemoryOrder.Release);
                await _slots[i % Capacity].Store(i + 1);
            }
            else
            {
                await _slots[i % Capacity].Store(i + 1);
                await _written.Store(
                    i + 1,
                    _form == RingBufferForm.WithoutRelease ? MemoryOrder.Once : MemoryOrder.Release
                );
            }
        }
    }

    private async Routine Consume()
    {
        for (var i = 0; i < Items; i++)
        {
            await _written.Until(static (written, read) => written > read, i);
            var item = await _slots[i % Capacity].Load();
            if (item != i + 1)
            {
                _machine.Fail("items arrive in order", $"item {i + 1} is read as {item}");
            }

            await _read.Store(i + 1, MemoryOrder.Release);
        }
    }
}

/// <summary>How the producer hands an item over.</summary>
public enum RingBufferForm
{
    /// <summary>It writes the item, and then the index with release order.</summary>
    Correct,

    /// <summary>It writes the index first.</summary>
    PublishesFirst,

    /// <summary>It writes the index without release order, which is wrong only where memory is weaker than sequential
    /// consistency.</summary>
    WithoutRelease,
}
