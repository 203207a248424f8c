using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Samples;

/// <summary>A reference count beside the object that it keeps alive, as in a shared pointer's control block.</summary>
public sealed class ReferenceCount
{
    private readonly bool _looksAgain;
    private readonly Cell _count;
    private readonly Lifetime _object;
    private readonly Cell _data;

    private ReferenceCount(Machine machine, int references, bool looksAgain)
    {
        _looksAgain = looksAgain;
        _count = machine.Cell("count", references);
        _object = machine.Lifetime("object");
        _data = machine.Cell("object.data", 0, _object);
    }

    /// <summary>Two threads, each of which has a reference, use the object and drop it.</summary>
    /// <param name="looksAgain">True for a put that reads the count in a step of its own, after it has dropped
    /// its.</param>
    public static ConcurrentProgram Program(bool looksAgain) =>
        new(
            looksAgain ? "reference count that is read again" : "reference count",
            machine =>
            {
                var count = new ReferenceCount(machine, 2, looksAgain);
                machine.Fiber("a", count.UseAndPut);
                machine.Fiber("b", count.UseAndPut);
                machine.Properties.AtEnd(
                    "the object is freed",
                    state => state.IsAlive(count._object) ? "it is still there" : null
                );
            }
        );

    private async Routine UseAndPut()
    {
        await _data.Load();
        await Put();
    }

    private async Routine Put()
    {
        var left = await _count.Add(-1);
        if (_looksAgain)
        {
            left = await _count.Load();
        }

        if (left == 0)
        {
            await _object.Free();
        }
    }
}
