using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PrivateFault;

/// <summary>v4.14 to v5.2: the driver's <c>page_fault</c> is called with a page that the thread neither holds nor
/// locks.</summary>
public sealed class PageFaultCallback : PrivateFaultForm
{
    /// <inheritdoc/>
    [KernelFunction("device_private_entry_fault", "kernel/memremap.c", "v4.14")]
    protected override async Routine SwapIn(Linux linux, AddressSpace mm, int entry) =>
        await CallDriver(linux, mm, mm.PageOf(entry), null);
}
