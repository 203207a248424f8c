using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PrivateFault;

/// <summary>v5.3 to v6.0: the same as <c>migrate_to_ram</c>, called by <c>do_swap_page</c> itself.</summary>
public sealed class MigratesAtOnce : PrivateFaultForm
{
    /// <inheritdoc/>
    [KernelFunction("do_swap_page", "mm/memory.c", "v5.3")]
    protected override async Routine SwapIn(Linux linux, AddressSpace mm, int entry) =>
        await CallDriver(linux, mm, mm.PageOf(entry), null);
}
