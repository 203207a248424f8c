using System.Threading.Tasks;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain.Layouts;

/// <summary>Page table entries of DAX pages; since v6.15 each of them holds a reference.</summary>
/// <param name="put">How pages are counted and put.</param>
public sealed class Mappings(PutPage put)
{
    /// <summary>In no kernel: mapping a page wakes who waits for it.</summary>
    public bool WakesWaiters { get; init; }

    /// <summary>How pages are counted.</summary>
    public PutPage Put => put;

    /// <summary>The process touches its mapping; false if the block is gone.</summary>
    public async Task<bool> Fault(DaxFile file, int index)
    {
        await file.MmapLock.WaitAsync();
        try
        {
            return !file.Pages[index].IsBlockFreed && Insert(file, index);
        }
        finally
        {
            file.MmapLock.Release();
        }
    }

    /// <summary><c>dax_fault_cow_page</c>: a write to a private mapping; false if the block is gone.</summary>
    public async Task<bool> CopyOnWrite(DaxFile file, int index)
    {
        await file.MmapLock.WaitAsync();
        try
        {
            if (file.Pages[index].IsBlockFreed)
            {
                return false;
            }

            Zap(file, index, evenCopies: false);
            lock (file.PageTableLock)
            {
                file.Write(index, DaxFile.Pte.PrivateCopy);
            }

            return true;
        }
        finally
        {
            file.MmapLock.Release();
        }
    }

    /// <summary><c>zap_pte_range</c> for the entry of one index.</summary>
    public void Zap(DaxFile file, int index, bool evenCopies)
    {
        bool wasMapped;
        lock (file.PageTableLock)
        {
            var pte = file.Read(index);
            wasMapped = pte is DaxFile.Pte.FilePage;
            if (wasMapped || evenCopies)
            {
                file.Write(index, DaxFile.Pte.None);
            }

            if (wasMapped && put.CountsMappings)
            {
                file.Pages[index].AddMapping(-1);
            }
        }

        if (wasMapped && put.CountsMappings)
        {
            put.Put(file.Pages[index]);
        }
    }

    /// <summary><c>munmap</c>.</summary>
    public void Unmap(DaxFile file)
    {
        for (var i = 0; i < file.PteCount; i++)
        {
            Zap(file, i, evenCopies: true);
        }

        file.RemoveMapping();
    }

    // vmf_insert_mixed, vmf_insert_page_mkwrite
    private bool Insert(DaxFile file, int index)
    {
        var page = file.Pages[index];
        if (put.CountsMappings && !put.Use(page))
        {
            return false;
        }

        lock (file.PageTableLock)
        {
            if (file.Read(index) is DaxFile.Pte.None)
            {
                if (put.CountsMappings)
                {
                    page.Add(1);
                    page.AddMapping(1);
                }

                file.Write(index, DaxFile.Pte.FilePage);
            }
        }

        if (put.CountsMappings)
        {
            put.Put(page);
        }

        if (WakesWaiters)
        {
            page.WakeWaiters();
        }

        return true;
    }
}
