using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace Samples;

/// <summary>A lock in one word: the number of readers, or -1 for a writer.</summary>
public sealed class ReaderWriterLock
{
    private const int Writer = -1;

    private readonly Machine _machine;
    private readonly bool _isAtomic;
    private readonly Cell _word;
    private readonly Resource _reading;
    private readonly Resource _writing;

    private ReaderWriterLock(Machine machine, bool isAtomic)
    {
        _machine = machine;
        _isAtomic = isAtomic;
        _word = machine.Cell("lock", format: static word => word == Writer ? "a writer" : $"{word} readers");
        _reading = machine.Resource("read lock");
        _writing = machine.Resource("write lock");
    }

    /// <summary>Two readers and a writer.</summary>
    /// <param name="isAtomic">False for a lock that reads the word and adds to it in two steps.</param>
    public static ConcurrentProgram Program(bool isAtomic) =>
        new(
            isAtomic ? "reader-writer lock" : "reader-writer lock that looks first",
            machine =>
            {
                var both = new ReaderWriterLock(machine, isAtomic);
                machine.Fiber("reader", both.Read);
                machine.Fiber("reader", both.Read);
                machine.Fiber("writer", both.Write);
                machine.Properties.Always("a writer is alone", both.FindIntruder);
                machine.Properties.Sometimes("two read", state => state.Held(both._reading) == 2);
            }
        );

    private async Routine Read()
    {
        while (true)
        {
            var readers = await _word.Until(static (word, _) => word != Writer);
            if (!_isAtomic)
            {
                await _word.Add(1); // a writer may have come in since
                break;
            }

            if (await _word.CompareExchange(readers, readers + 1))
            {
                break;
            }
        }

        _machine.Hold(_reading);
        await _machine.Pass("reads");
        await _word.Add(-1, MemoryOrder.Release);
        _machine.Drop(_reading);
    }

    private async Routine Write()
    {
        do
        {
            await _word.Until(static (word, _) => word == 0);
        } while (!await _word.CompareExchange(0, Writer));

        _machine.Hold(_writing);
        await _machine.Pass("writes");
        await _word.Add(-Writer, MemoryOrder.Release);
        _machine.Drop(_writing);
    }

    private string? FindIntruder(StateView state) =>
        state.Held(_writing) is var writers && writers + state.Held(_reading) > 1 && writers > 0
            ? $"{writers} writers and {state.Held(_reading)} readers are in at the same time"
            : null;
}
