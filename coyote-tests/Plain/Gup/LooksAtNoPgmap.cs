using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Layouts;

namespace PgmapCheck.Plain.Gup;

/// <summary>
/// v6.15: pages are taken without a reference to their page map. Interrupts are off in the fast path, so the grace
/// period that teardown waits for when it kills the page map's reference waits for it, too.
/// </summary>
/// <param name="rcu">Whose grace periods that are.</param>
/// <param name="lookup">From pages to page maps.</param>
/// <param name="mappings">The process's mappings.</param>
public sealed class LooksAtNoPgmap(Rcu rcu, PgmapLookup lookup, Mappings mappings) : GetUserPages(lookup, mappings)
{
    /// <inheritdoc/>
    public override Page? Fast(DaxFile file, int index = 0)
    {
        using var interruptsOff = rcu.ReadLock();
        return
            file.Read(index) is DaxFile.Pte.FilePage && file.Pages[index].AddUnlessZero(1) && IsStillMapped(file, index)
            ? file.Pages[index]
            : null;
    }

    /// <inheritdoc/>
    protected override FollowedPte FollowPte(DaxFile file, int index, ref Pgmap? held)
    {
        lock (file.PageTableLock)
        {
            if (file.Read(index) is not DaxFile.Pte.FilePage)
            {
                return FollowedPte.NotMapped;
            }

            if (!Grab(file.Pages[index]))
            {
                return FollowedPte.Refused;
            }

            file.Pages[index].Hold();
            return FollowedPte.Taken;
        }
    }
}
