using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Scenarios.Fixtures;

namespace PgmapCheck.Model.Scenarios;

/// <summary>Pages that get_user_pages took: several at once, pinned, or for a virtual machine.</summary>
internal static class GetUserPagesScenarios
{
    public static ImmutableArray<Scenario> All { get; } =
    [
        new("unpin-vs-truncate", "direct I/O drops its pin while a truncate waits", UnpinVersusTruncate)
        {
            RunsOn = HasPins,
        },
        new(
            "unpin-vs-put-vs-truncate",
            "a pin and a reference to one page are dropped while a truncate waits",
            UnpinVersusPut
        )
        {
            RunsOn = HasPins,
        },
        new("pin-vs-truncate", "pin_user_pages and unpin_user_page", PinVersusTruncate) { RunsOn = HasPins },
        new("pin-fast-vs-truncate", "pin_user_pages_fast and unpin_user_page", PinFastVersusTruncate)
        {
            RunsOn = HasPins,
        },
        new("unpin-vs-unplug", "the last pin is dropped while the device is unbound", UnpinVersusUnplug)
        {
            RunsOn = HasPins,
        },
        new("gup-two-pages-vs-unplug", "get_user_pages of two pages at once races with unbind", GupTwoVersusUnplug),
        new(
            "gup-past-mapping-vs-unplug",
            "get_user_pages of a page and of the hole behind it, then unbind",
            GupPastMapping
        ),
        new("gup-fast-huge-vs-truncate", "get_user_pages_fast of two pages under one entry", HugeVersusTruncate)
        {
            RunsOn = HasHugeEntries,
        },
        new("gup-fast-huge-refused-vs-unplug", "the same where a page may be refused, then unbind", HugeRefused)
        {
            RunsOn = release => HasHugeEntries(release) && release.HugeEntries!.CanRefuse(release.GetUserPages),
            Hardware = new() { HasFullCounts = true },
        },
        new("kvm-vs-unplug", "a virtual machine uses a page, then the device is unbound", KvmVersusUnplug)
        {
            RunsOn = Scenario.HasDevicePages,
        },
        new("kvm-vs-truncate", "a virtual machine uses a page while a truncate waits", KvmVersusTruncate),
    ];

    private static bool HasPins(Release release) => Scenario.HasFsDaxPages(release) && release.Unpin.HasPins;

    private static bool HasHugeEntries(Release release) =>
        Scenario.HasFsDaxPages(release) && release.HugeEntries is not null;

    private static void UnpinVersusTruncate(Linux linux)
    {
        var pmem = BoundPmem(linux);
        var page = pmem.Pgmap.Pages[0];
        StartWaitingTruncate(linux, "CPU 0 (truncate)", MappedFile(linux, pmem));
        linux.Start("CPU 1 (direct I/O)", () => Unpin(linux, page), Pinned(linux, page));
    }

    private static void UnpinVersusPut(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var page = pmem.Pgmap.Pages[0];
        StartWaitingTruncate(linux, "CPU 0 (truncate)", MappedFile(linux, pmem));
        linux.Start("CPU 1 (direct I/O)", () => Unpin(linux, page), Pinned(linux, page));
        linux.Start("CPU 2 (user)", () => PutPage(linux, page), page.UserReference);
    }

    private static void PinVersusTruncate(Linux linux) => PinAndTruncate(linux, isFast: false);

    private static void PinFastVersusTruncate(Linux linux) => PinAndTruncate(linux, isFast: true);

    private static void PinAndTruncate(Linux linux, bool isFast)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        var (took, failed) = (linux.Outcome("gup pins the page"), linux.Outcome("gup has to give up"));
        StartWaitingTruncate(linux, "CPU 0 (truncate)", file);
        linux.StartTask("CPU 1 (direct I/O)", current => PinAndUnpin(linux, current, file, isFast, took, failed));
    }

    private static void UnpinVersusUnplug(Linux linux)
    {
        var pmem = BoundPmem(linux);
        var page = pmem.Pgmap.Pages[0];
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, pmem));
        linux.Start("CPU 1 (direct I/O)", () => Unpin(linux, page), Pinned(linux, page));
    }

    private static void GupTwoVersusUnplug(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 2);
        var file = MappedFile(linux, pmem);
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, pmem));
        linux.StartTask("CPU 1 (direct I/O)", current => GupAndPut(linux, current, file, 2));
    }

    private static void GupPastMapping(Linux linux)
    {
        var pmem = BoundPmem(linux);
        var file = MappedFile(linux, pmem);
        var unmounted = linux.Machine.Cell("unmounted", 0, null, value => value == 0 ? "no" : "yes");
        linux.StartTask("CPU 0 (direct I/O, umount)", current => GupAndUnmount(linux, current, file, unmounted));
        linux.Start("CPU 1 (unbind)", () => UnbindUnmounted(linux, pmem, unmounted));
    }

    private static void HugeVersusTruncate(Linux linux)
    {
        var file = MappedHugeFile(linux, BoundPmem(linux, pages: 2));
        var (took, failed) = (linux.Outcome("gup takes both pages"), linux.Outcome("gup has to back off"));
        StartWaitingTruncate(linux, "CPU 0 (truncate)", file);
        linux.Start("CPU 1 (direct I/O)", () => GupHugeAndPut(linux, file, took, failed));
    }

    private static void HugeRefused(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 2);
        var file = MappedHugeFile(linux, pmem);
        var (took, failed) = (linux.Outcome("gup takes both pages"), linux.Outcome("gup has to back off"));
        var unmounted = linux.Machine.Cell("unmounted", 0, null, value => value == 0 ? "no" : "yes");
        linux.Start("CPU 0 (direct I/O, umount)", () => GupHugeAndUnmount(linux, file, took, failed, unmounted));
        linux.Start("CPU 1 (unbind)", () => UnbindUnmounted(linux, pmem, unmounted));
    }

    private static void KvmVersusUnplug(Linux linux)
    {
        var pmem = BoundPmem(linux);
        var file = MappedFile(linux, pmem);
        var unmounted = linux.Machine.Cell("unmounted", 0, null, value => value == 0 ? "no" : "yes");
        linux.StartTask("CPU 0 (guest, umount)", current => RunGuestAndUnmount(linux, current, file, unmounted));
        linux.Start("CPU 1 (unbind)", () => UnbindUnmounted(linux, pmem, unmounted));
    }

    private static void KvmVersusTruncate(Linux linux)
    {
        var file = MappedFile(linux, BoundPmem(linux));
        StartWaitingTruncate(linux, "CPU 0 (truncate)", file);
        linux.StartTask("CPU 1 (guest)", current => RunGuest(linux, current, file));
    }

    private static async Routine PinAndUnpin(
        Linux linux,
        TaskStruct current,
        DaxFile file,
        bool isFast,
        Resource took,
        Resource failed
    )
    {
        var gup = linux.Release.GetUserPages;
        var page = await (
            isFast ? gup.Fast(linux, file, 0, Page.PinBias) : gup.Slow(linux, current, file, 0, Page.PinBias)
        );
        linux.Machine.Hold(page is null ? failed : took);
        if (page is not null)
        {
            await Unpin(linux, page);
        }
    }

    private static async Routine GupAndPut(Linux linux, TaskStruct current, DaxFile file, int count)
    {
        var taken = await linux.Release.GetUserPages.SlowMany(linux, current, file, 0, count);
        for (var i = 0; i < taken; i++)
        {
            await PutPage(linux, file.Pages[i]);
        }
    }

    private static async Routine GupHugeAndPut(Linux linux, DaxFile file, Resource took, Resource failed)
    {
        var taken = await linux.Release.HugeEntries!.Fast(linux, file, 0, 2);
        linux.Machine.Hold(taken == 2 ? took : failed);
        for (var i = 0; i < taken; i++)
        {
            await PutPage(linux, file.Pages[i]);
        }
    }

    private static async Routine GupHugeAndUnmount(
        Linux linux,
        DaxFile file,
        Resource took,
        Resource failed,
        Cell unmounted
    )
    {
        await GupHugeAndPut(linux, file, took, failed);
        await linux.Release.DaxFault.Unmap(linux, file);
        await unmounted.Store(1, MemoryOrder.Release);
    }

    private static async Routine GupAndUnmount(Linux linux, TaskStruct current, DaxFile file, Cell unmounted)
    {
        await GupAndPut(linux, current, file, file.Pages.Length + 1);
        await linux.Release.DaxFault.Unmap(linux, file);
        await unmounted.Store(1, MemoryOrder.Release);
    }

    private static async Routine RunGuestAndUnmount(Linux linux, TaskStruct current, DaxFile file, Cell unmounted)
    {
        await RunGuest(linux, current, file);
        await linux.Release.DaxFault.Unmap(linux, file);
        await unmounted.Store(1, MemoryOrder.Release);
    }

    private static async Routine RunGuest(Linux linux, TaskStruct current, DaxFile file)
    {
        if (await linux.Release.GetUserPages.Slow(linux, current, file, 0) is { } page)
        {
            await linux.Release.Kvm.ReleasePfnClean(linux, page);
        }
    }
}
