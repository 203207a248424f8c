using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Teardown;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Model.Scenarios;

/// <summary>What many scenarios begin with, and the calls their threads consist of.</summary>
internal static class Fixtures
{
    /// <summary>A bound pmem device.</summary>
    public static PmemDevice BoundPmem(Linux linux, int pages = 1, int usersPerPage = 0) =>
        new(linux, $"pmem{linux.Devices.Count}", PmemType(linux), new PgmapStart(pages, true, usersPerPage, true));

    /// <summary>A pmem device without a driver.</summary>
    public static PmemDevice UnboundPmem(Linux linux, bool canFail = false) =>
        new(linux, $"pmem{linux.Devices.Count}", PmemType(linux), new PgmapStart(1, false, 0, true), canFail);

    /// <summary>A device-dax device with a page that so many users hold.</summary>
    public static PmemDevice DeviceDax(Linux linux, bool isBound, int usersPerPage = 0) =>
        new(linux, "dax0.0", MemoryType.Unmanaged, new PgmapStart(1, isBound, usersPerPage, true));

    /// <summary>A file over all pages of a device, mapped by a process.</summary>
    public static DaxFile MappedFile(Linux linux, PmemDevice pmem, FileSystem fileSystem = FileSystem.Xfs) =>
        linux.Files.Add(new DaxFile(linux, "file", fileSystem, [.. pmem.Pgmap.Pages], true));

    /// <summary>The DAX window of a virtio-fs device, whose driver wants no callbacks.</summary>
    public static PmemDevice BoundDaxWindow(Linux linux, int pages = 1) =>
        new(
            linux,
            $"virtiofs{linux.Devices.Count}",
            MemoryType.FsDax,
            new PgmapStart(pages, true, 0, true) { LacksPageFree = true }
        );

    /// <summary>A file over all pages of a device, all mapped by one entry.</summary>
    public static DaxFile MappedHugeFile(Linux linux, PmemDevice pmem) =>
        linux.Files.Add(
            new DaxFile(
                linux,
                "file",
                FileSystem.Xfs,
                [.. pmem.Pgmap.Pages],
                true,
                pagesPerEntry: pmem.Pgmap.Pages.Count
            )
        );

    /// <summary>Starts a thread that truncates a file; it must get to wait and to finish in some execution.</summary>
    public static void StartTruncate(Linux linux, string name, DaxFile file)
    {
        linux.Machine.Properties.Sometimes(
            $"{name} frees the blocks",
            state => file.Blocks.All(block => state[block] == DaxFile.Freed)
        );
        linux.StartTask(name, current => Truncate(linux, current, file));
    }

    /// <summary>As <see cref="StartTruncate"/>, where pages are in use: in some execution it has to sleep.</summary>
    public static void StartWaitingTruncate(Linux linux, string name, DaxFile file)
    {
        StartTruncate(linux, name, file);
        var task = linux.Tasks[^1];
        linux.Machine.Properties.Sometimes($"{name} sleeps", state => state[task.State] != TaskStruct.Running);
    }

    /// <summary>A user finishes its I/O and drops the reference that its thread holds.</summary>
    public static async Routine PutPage(Linux linux, Page page)
    {
        await linux.Machine.Pass($"I/O to {page.Name}");
        linux.Machine.Drop(page.UserReference);
        await linux.Release.PutPage.Put(linux, page);
    }

    /// <summary>A user finishes its I/O and drops one reference to each of several pages at once.</summary>
    public static async Routine ReleasePages(Linux linux, ImmutableArray<Page> pages)
    {
        await linux.Machine.Pass($"I/O to {pages[0].Name}");
        for (var i = 0; i < pages.Length; i++)
        {
            linux.Machine.Drop(pages[i].UserReference);
        }

        await linux.Release.ReleasePages.Release(linux, pages);
    }

    /// <summary>Declares that somebody has pinned a page before the scenario; what a thread then holds.</summary>
    public static Resource Pinned(Linux linux, Page page)
    {
        page.AddReferencesAtBoot(Page.PinBias);
        return page.PinReference;
    }

    /// <summary>A user finishes its I/O and drops the pin that its thread holds.</summary>
    public static async Routine Unpin(Linux linux, Page page)
    {
        await linux.Machine.Pass($"I/O to {page.Name}");
        linux.Machine.Drop(page.PinReference);
        await linux.Release.Unpin.Unpin(linux, page);
    }

    /// <summary>Unbinds a device once its file system is gone.</summary>
    public static async Routine UnbindUnmounted(Linux linux, PmemDevice pmem, Cell unmounted)
    {
        await unmounted.Until(static (value, _) => value != 0);
        await linux.Release.Pmem.Unbind(linux, pmem);
    }

    /// <summary>A process reads a page of its mapping, and notes it if it gets it.</summary>
    public static async Routine Touch(Linux linux, TaskStruct current, DaxFile file, Resource done)
    {
        if (await linux.Release.DaxFault.Fault(linux, current, file, 0))
        {
            linux.Machine.Hold(done);
        }
    }

    /// <summary>Somebody truncates a file.</summary>
    public static async Routine Truncate(Linux linux, TaskStruct current, DaxFile file) =>
        await linux.Release.Truncate.Truncate(linux, current, file);

    /// <summary>Mount asks whether a device can do DAX, and notes the answer.</summary>
    public static async Routine AskSupport(Linux linux, Page page, Resource yes, Resource no)
    {
        var supported = await linux.Release.DaxSupport.BdevDaxSupported(linux, page);
        linux.Machine.Hold(supported ? yes : no);
    }

    /// <summary>Somebody looks the page map of a page up: mount, or memory failure where mount does not.</summary>
    public static async Routine LookUp(Linux linux, Page page, Resource found, Resource gone)
    {
        var isFound = linux.Release.AsksForDaxSupport
            ? await linux.Release.DaxSupport.BdevDaxSupported(linux, page)
            : await linux.Release.PfnWalk.Look(linux, page);
        linux.Machine.Hold(isFound ? found : gone);
    }

    // MEMORY_DEVICE_HOST before v4.18: no callback.
    private static MemoryType PmemType(Linux linux) =>
        linux.Release.HasFsDaxPages ? MemoryType.FsDax : MemoryType.Unmanaged;
}
