using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Benchmarks;

/// <summary>
/// S2: putters and getters of one page against a thread that waits until the page is idle. In the broken forms the
/// waiter tests before it queues itself, or the key that makes putters wake it is off.
/// </summary>
internal sealed class PutVersusTruncate
{
    private const int Queued = 1;
    private const int Woken = 2;

    private static readonly Update s_dequeue = (int value, int _, out int result) =>
    {
        result = 0;
        return value & ~Queued;
    };

    private readonly Machine _machine;
    private readonly Cell _key;
    private readonly Cell _count;
    private readonly Cell _entry;

    public PutVersusTruncate(Machine machine, Cell key, int putters)
    {
        _machine = machine;
        _key = key;
        _count = machine.Cell("ref", 1 + putters);
        _entry = machine.Cell("wait entry");
        machine.Properties.Always("a live page is never at 0", state => state[_count] > 0 ? null : "ref is 0");
    }

    public static ConcurrentProgram Program(BenchmarkSizes sizes, bool keyOff, bool checkFirst) =>
        new(
            "s2",
            machine =>
            {
                var page = new PutVersusTruncate(machine, machine.Cell("key", keyOff ? 0 : 1), sizes.Putters);
                for (var i = 1; i <= sizes.Putters; i++)
                {
                    machine.Fiber($"putter {i}", page.Put);
                }

                for (var i = 1; i <= sizes.Getters; i++)
                {
                    machine.Fiber($"getter {i}", page.GetAndPut);
                }

                page.AddWaiter(checkFirst);
            }
        );

    public void AddWaiter(bool checkFirst) => _machine.Fiber("waiter", checkFirst ? CheckThenWait : Wait);

    /// <summary>Adds one reference without looking (S3's getter, which holds the pgmap).</summary>
    public Step<int> Get() => _count.Add(1);

    /// <summary>Drops one reference, and wakes the waiter if the page is idle now.</summary>
    public async Routine Put()
    {
        var key = await _key.Load();
        await Drop(key);
    }

    public async Routine Drop(int key)
    {
        if (await _count.Add(-1) == 1 && key != 0)
        {
            await _entry.CompareExchange(Queued, Woken);
        }
    }

    private async Routine GetAndPut()
    {
        if (await _count.AddUnless(1, 0))
        {
            await Put();
        }
    }

    private async Routine Wait()
    {
        while (true)
        {
            await _entry.Store(Queued);
            if (await _count.Load() == 1)
            {
                await _entry.Update(s_dequeue, 0);
                return;
            }

            await _entry.Until(static (value, _) => (value & Woken) != 0);
        }
    }

    private async Routine CheckThenWait()
    {
        while (await _count.Load() != 1)
        {
            await _entry.Store(Queued);
            await _entry.Until(static (value, _) => (value & Woken) != 0);
        }
    }
}
