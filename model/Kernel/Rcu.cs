using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// One flavour of read-copy-update: a grace period ends when every reader that was inside its section when the period
/// began has left it (Documentation/RCU/whatisRCU.rst).
/// </summary>
/// <remarks>
/// Two reader counts and a phase bit in one word: readers count themselves in the phase they find, and a grace period
/// turns the phase and waits until the old one is empty. Periods do not overlap, so the phase turned to is empty. A
/// reader that begins after the turn is never waited for, which is all the freedom the kernel's RCU has.
/// The word is no memory of the kernel's: to enter and to leave order nothing by themselves, as rcu_read_lock and
/// rcu_read_unlock do not.
/// </remarks>
public sealed class Rcu
{
    private const int CountBits = 8;
    private const int CountMask = (1 << CountBits) - 1;

    private static readonly Update s_enter = static (int word, int _, out int phase) =>
    {
        phase = word & 1;
        return word + One(phase);
    };

    private static readonly Update s_leave = static (int word, int phase, out int result) =>
    {
        result = 0;
        return word - One(phase);
    };

    private static readonly Update s_turn = static (int word, int _, out int old) =>
    {
        old = word & 1;
        return word ^ 1;
    };

    private readonly Cell _word;
    private readonly Mutex _gracePeriod;

    /// <summary>Declares a flavour.</summary>
    public Rcu(Machine machine, string name)
    {
        _word = machine.Cell(name, 0, null, Format, isDetail: true);
        _gracePeriod = machine.Mutex(name + " grace period");
    }

    /// <summary><c>rcu_read_lock</c>. Returns the phase, to be given to <see cref="ReadUnlock"/>.</summary>
    public Step<int> ReadLock() => _word.Update(s_enter, 0, MemoryOrder.EnterSection);

    /// <summary><c>rcu_read_unlock</c>.</summary>
    public Step<int> ReadUnlock(int phase) => _word.Update(s_leave, phase, MemoryOrder.LeaveSection);

    /// <summary><c>synchronize_rcu</c>: waits for a grace period.</summary>
    [KernelFunction("synchronize_rcu", "kernel/rcu/tree.c", "v4.18")]
    public async Routine Synchronize()
    {
        await _gracePeriod.Acquire();
        var old = await _word.Update(s_turn, 0, MemoryOrder.Full);
        await _word.Until(static (word, phase) => Count(word, phase) == 0, old);
        await _gracePeriod.Release();
    }

    private static int One(int phase) => 2 << (phase * CountBits);

    private static int Count(int word, int phase) => (word >> (1 + (phase * CountBits))) & CountMask;

    private static string Format(int word) => $"{Count(word, 0) + Count(word, 1)} readers";
}
