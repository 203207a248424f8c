using System.Threading.Tasks;
using PgmapCheck.Plain.Gup;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;
using PgmapCheck.Plain.Layouts;
using PgmapCheck.Plain.Memremap;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain;

/// <summary>The parts of a kernel, one form of each. They have state: each execution has parts of its own.</summary>
/// <param name="Rcu">Grace periods.</param>
/// <param name="Key">The static key.</param>
/// <param name="Put">The put of a page.</param>
/// <param name="Memremap">Setup and teardown of a page map.</param>
public sealed record Linux(Rcu Rcu, ManagedKey Key, PutPage Put, LeavesKillToDriver Memremap)
{
    /// <summary><c>release_pages</c>.</summary>
    public ReleasePages ReleasePages { get; init; } = new(Put, looksAtEveryDevicePage: true);

    /// <summary><c>get_dev_pagemap</c>.</summary>
    public PgmapLookup Lookup { get; init; } = new(Rcu);

    /// <summary>Page table entries.</summary>
    public Mappings Mappings { get; init; } = new(Put);

    /// <summary><c>get_user_pages</c>.</summary>
    public GetUserPages Gup { get; init; } = new(new(Rcu), new(Put)) { Grab = PageGrab.TryGetPage, KeepsPgmap = true };

    /// <summary>Truncate, with its wait for pages in use.</summary>
    public Truncate Truncate { get; init; } = new(new(new(Put)) { KeepsPrivateCopies = true });

    /// <summary>A device of persistent memory, bound, each page with so many users.</summary>
    public async Task<Pmem> BindPmem(int pages = 1, int users = 0, MemoryType type = MemoryType.FsDax)
    {
        var pmem = new Pmem(this, new Pgmap(type, pages, new PercpuRef(Rcu)));
        await pmem.Driver.Bind();
        foreach (var page in pmem.Pgmap.Pages)
        {
            for (var i = 0; i < users; i++)
            {
                Put.Use(page);
                page.Hold();
            }
        }

        return pmem;
    }

    /// <summary>A file over all pages of a device, each of them mapped.</summary>
    public async Task<DaxFile> MapFile(Pmem pmem, bool isHuge = false)
    {
        var file = new DaxFile(pmem.Pgmap, isHuge);
        for (var i = 0; i < file.PteCount; i++)
        {
            await Mappings.Fault(file, i);
        }

        return file;
    }

    /// <summary>A user drops its reference.</summary>
    public void PutPage(Page page)
    {
        page.Drop();
        Put.Put(page);
    }
}
