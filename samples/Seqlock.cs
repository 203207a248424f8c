using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Samples;

/// <summary>
/// A sequence lock, as the kernel's <c>seqlock_t</c>: the number is odd while a writer is at work, and a reader begins
/// again if it has changed.
/// </summary>
public sealed class Seqlock
{
    private readonly Machine _machine;
    private readonly bool _marksBeginning;
    private readonly Cell _sequence;
    private readonly Cell _x;
    private readonly Cell _y;

    private Seqlock(Machine machine, bool marksBeginning)
    {
        _machine = machine;
        _marksBeginning = marksBeginning;
        _sequence = machine.Cell("sequence");
        _x = machine.Cell("x");
        _y = machine.Cell("y");
    }

    /// <summary>A writer sets x and y to the same value, twice; a reader must see them equal.</summary>
    /// <param name="marksBeginning">False for a writer that counts only when it is done.</param>
    public static ConcurrentProgram Program(bool marksBeginning) =>
        new(
            marksBeginning ? "seqlock" : "seqlock whose writer does not mark the beginning",
            machine =>
            {
                var point = new Seqlock(machine, marksBeginning);
                machine.Fiber("writer", point.WriteTwice);
                machine.Fiber("reader", point.Read);
            }
        );

    private async Routine WriteTwice()
    {
        for (var value = 1; value <= 2; value++)
        {
            if (_marksBeginning)
            {
                await _sequence.Add(1);
            }

            await _x.Store(value);
            await _y.Store(value);
            await _sequence.Add(_marksBeginning ? 1 : 2);
        }
    }

    private async Routine Read()
    {
        int before,
            x,
            y;
        do
        {
            before = await _sequence.Until(static (sequence, _) => sequence % 2 == 0);
            x = await _x.Load();
            y = await _y.Load();
        } while (await _sequence.Load() != before);

        if (x != y)
        {
            _machine.Fail("a reader sees one write", $"x is {x}, and y is {y}");
        }
    }
}
