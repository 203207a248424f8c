using Interleave.Routines;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Model.Protocol.PrivateFault;

/// <summary>v7.0 (b570f37a2ce4): it sleeps until the page is unlocked.</summary>
public sealed class SleepsForLock : LocksPage
{
    /// <inheritdoc/>
    [KernelFunction("softleaf_entry_wait_on_locked", "mm/filemap.c", "v7.0")]
    protected override async Routine WaitForLock(Page page) =>
        await page.Lock!.Word.Until(static (word, _) => word == 0);
}
