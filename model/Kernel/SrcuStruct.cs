using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;

namespace PgmapCheck.Model.Kernel;

/// <summary>
/// <c>struct srcu_struct</c>: sleepable RCU, whose grace periods wait for readers of the same domain alone
/// (include/linux/srcu.h). <c>dax_read_lock</c> is a reader of one, <c>kill_dax</c> waits for them
/// (drivers/dax/super.c).
/// </summary>
/// <remarks>To the memory it is what a flavour of RCU is (tools/memory-model/linux-kernel.cat, srcu-rscsi).</remarks>
/// <param name="machine">Where it is declared.</param>
/// <param name="name">What traces call it.</param>
public sealed class SrcuStruct(Machine machine, string name)
{
    private readonly Rcu _domain = new(machine, name);

    /// <summary><c>srcu_read_lock</c>. Returns the index, to be given to <see cref="ReadUnlock"/>.</summary>
    public Step<int> ReadLock() => _domain.ReadLock();

    /// <summary><c>srcu_read_unlock</c>.</summary>
    /// <param name="index">What <see cref="ReadLock"/> returned.</param>
    /// <exception cref="InvalidOperationException">There were more readers than the word can count.</exception>
    public Step<int> ReadUnlock(int index) => _domain.ReadUnlock(index);

    /// <summary><c>synchronize_srcu</c>: waits for a grace period.</summary>
    /// <exception cref="InvalidOperationException">Too many grace periods overlap.</exception>
    [KernelFunction("synchronize_srcu", "kernel/rcu/srcutree.c", "v4.18")]
    public async Routine Synchronize()
    {
        if (await _domain.Begin() is var last && Rcu.MustWait(last))
        {
            await _domain.WaitFor(last);
            await _domain.End();
        }
    }
}
