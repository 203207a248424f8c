using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// One domain of read-copy-update: a flavour of RCU, or an <c>srcu_struct</c>. A grace period ends when every reader
/// that was inside its section when the period began has left it (Documentation/RCU/whatisRCU.rst).
/// </summary>
/// <remarks>
/// <para>
/// Readers count themselves in the phase that they find. A grace period that finds readers waits until that phase and
/// those before it are empty; if there are readers in that phase, later ones count in the next. So periods of several
/// callers overlap, and a reader that begins after a period did is never waited for, which is all the freedom that the
/// kernel's RCU has. When nobody reads and nobody waits, phases begin anew.
/// </para>
/// <para>
/// All of it is one word, which is no memory of the kernel's: to enter and to leave order nothing by themselves, as
/// rcu_read_lock and rcu_read_unlock do not. A grace period is a full barrier where it begins and where its wait is
/// over (tools/memory-model/linux-kernel.cat, sync-rcu and gp); that it waits no more is noted by a step that orders
/// nothing. One that has nobody to wait for is one step: what others do between its barriers they may as well do before
/// or after it, and then a barrier of theirs says no more to them.
/// </para>
/// </remarks>
public sealed class Rcu
{
    // From the lowest bit: how many readers are in each phase, the current phase, and how many grace periods wait.
    private const int Phases = 6;
    private const int CountBits = 4;
    private const int CountMask = (1 << CountBits) - 1;
    private const int Readers = (1 << (Phases * CountBits)) - 1;
    private const int CurrentShift = Phases * CountBits;
    private const int SmallMask = 7;
    private const int WaitingShift = CurrentShift + 3;
    private const int NobodyToWaitFor = -1;
    private const int TooMany = -2;

    private static readonly Update s_enter = static (int word, int _, out int phase) =>
    {
        phase = Current(word);
        if (Count(word, phase) == CountMask)
        {
            phase = TooMany;
            return word;
        }

        return word + One(phase);
    };

    private static readonly Update s_leave = static (int word, int phase, out int result) =>
    {
        result = 0;
        return BeginAnew(word - One(phase));
    };

    private static readonly Update s_begin = static (int word, int _, out int last) =>
    {
        if ((word & Readers) == 0)
        {
            last = NobodyToWaitFor;
            return word;
        }

        var current = Current(word);
        var isLater = Count(word, current) != 0;
        if ((isLater && current == Phases - 1) || word >> WaitingShift == SmallMask)
        {
            last = TooMany;
            return word;
        }

        last = isLater ? current : current - 1;
        return word + (1 << WaitingShift) + (isLater ? 1 << CurrentShift : 0);
    };

    private static readonly Update s_end = static (int word, int _, out int result) =>
    {
        result = 0;
        return BeginAnew(word - (1 << WaitingShift));
    };

    private readonly Cell _word;
    private readonly AtomicSections? _atomic;

    /// <summary>Declares a domain.</summary>
    /// <param name="machine">Where.</param>
    /// <param name="name">What traces call it.</param>
    /// <param name="atomic">Where its readers are noted, since they must not sleep; null where they may, or nobody
    /// asks.</param>
    public Rcu(Machine machine, string name, AtomicSections? atomic = null)
    {
        _atomic = atomic;
        _word = machine.Cell(name, 0, null, Format, isDetail: true);
    }

    /// <summary><c>rcu_read_lock</c>, <c>srcu_read_lock</c>. Returns the phase, to be given to <see
    /// cref="ReadUnlock"/>.</summary>
    public Step<int> ReadLock()
    {
        _atomic?.EnterSection();
        return _word.Update(s_enter, 0, MemoryOrder.EnterSection);
    }

    /// <summary><c>rcu_read_unlock</c>, <c>srcu_read_unlock</c>.</summary>
    /// <exception cref="InvalidOperationException">There were more readers than the word can count, 15 in a
    /// phase.</exception>
    public Step<int> ReadUnlock(int phase)
    {
        if (phase == TooMany)
        {
            throw new InvalidOperationException("more readers at a time than the model of RCU can count");
        }

        _atomic?.LeaveSection();
        return _word.Update(s_leave, phase, MemoryOrder.LeaveSection);
    }

    /// <summary><c>synchronize_rcu</c>, <c>synchronize_srcu</c>: waits for a grace period.</summary>
    /// <exception cref="InvalidOperationException">Too many grace periods overlap: there are six phases.</exception>
    [KernelFunction("synchronize_rcu", "kernel/rcu/tree.c", "v4.18")]
    public async Routine Synchronize()
    {
        _atomic?.MightSleep("synchronize_rcu()");
        if (await Begin() is var last && MustWait(last))
        {
            await WaitFor(last);
            await End();
        }
    }

    /// <summary>Begins a grace period.</summary>
    /// <returns>What it has to wait for.</returns>
    internal Step<int> Begin() => _word.Update(s_begin, 0, MemoryOrder.Full);

    /// <summary>Waits for the readers that were there when it began.</summary>
    internal Step<int> WaitFor(int last) =>
        _word.UntilSeenByAll(static (word, last) => (word & (One(last + 1) - 1)) == 0, last);

    /// <summary>Notes that it is over.</summary>
    internal Step<int> End() => _word.Update(s_end, 0, MemoryOrder.AfterWait);

    /// <summary>True if there were any.</summary>
    /// <exception cref="InvalidOperationException">Too many grace periods overlap.</exception>
    internal static bool MustWait(int last) =>
        last == TooMany
            ? throw new InvalidOperationException("more grace periods overlap than the model of RCU has phases")
            : last != NobodyToWaitFor;

    private static int One(int phase) => 1 << (phase * CountBits);

    private static int Count(int word, int phase) => (word >> (phase * CountBits)) & CountMask;

    private static int Current(int word) => (word >> CurrentShift) & SmallMask;

    // No phase that somebody waits for, or reads in, is used a second time.
    private static int BeginAnew(int word) => (word & Readers) == 0 && word >> WaitingShift == 0 ? 0 : word;

    private static string Format(int word)
    {
        var readers = 0;
        for (var phase = 0; phase < Phases; phase++)
        {
            readers += Count(word, phase);
        }

        return $"{readers} readers";
    }
}
