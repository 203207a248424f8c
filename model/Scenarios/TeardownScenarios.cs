using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Scenarios.Fixtures;

namespace PgmapCheck.Model.Scenarios;

/// <summary>A device goes away while its pages and its page map are in use.</summary>
internal static partial class TeardownScenarios
{
    public static ImmutableArray<Scenario> All { get; } =
    [
        new("last-put-vs-unplug", "the last user puts a page of a device that is unbound", LastPutVersusUnplug)
        {
            RunsOn = Scenario.HasDevicePages,
        },
        new("release-pages-vs-unplug", "the same through release_pages", ReleaseVersusUnplug),
        new("two-puts-vs-unplug", "two users put one page of a device that is unbound", TwoPutsVersusUnplug)
        {
            RunsOn = Scenario.HasDevicePages,
        },
        new("two-pages-vs-unplug", "two pages, each in use", TwoPagesVersusUnplug),
        new("put-vs-truncate-vs-unplug", "truncate waits for a page of a device that is unbound", AllThree),
        new("gup-fast-vs-unplug", "get_user_pages_fast races with unbind", GupFastVersusUnplug)
        {
            RunsOn = Scenario.HasDevicePages,
        },
        new("gup-slow-vs-unplug", "get_user_pages races with unbind", GupSlowVersusUnplug)
        {
            RunsOn = Scenario.HasDevicePages,
        },
        new("dax-supported-vs-unplug", "mount asks for DAX support while the device is unbound", SupportVersusUnplug)
        {
            RunsOn = release => Scenario.HasFsDaxPages(release) && release.AsksForDaxSupport,
        },
        new("memory-failure-vs-unplug", "a page fails while its device is unbound", FailureVersusUnplug)
        {
            RunsOn = LooksPagemapsUp,
        },
        new(
            "device-dax-failure-vs-unplug",
            "a page of an unmanaged page map fails while its device is unbound",
            DeviceDaxFailureVersusUnplug
        )
        {
            RunsOn = LooksPagemapsUp,
        },
        new("device-dax-put-vs-unplug", "an unmanaged page map: put and unbind", DeviceDaxVersusUnplug)
        {
            RunsOn = release => release.Config.ZoneDevice,
        },
        new("fault-vs-unplug", "a process touches a page while the device goes", FaultVersusUnplug)
        {
            RunsOn = release => Scenario.HasFsDaxPages(release) && release.Pmem.ShutsFilesDown,
        },
        new(
            "unplug-vs-grace-periods",
            "unbind beside a lookup, while somebody else waits for readers",
            UnplugVersusGracePeriods
        ),
    ];

    private static void LastPutVersusUnplug(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var page = pmem.Pgmap.Pages[0];
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, pmem));
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
    }

    private static void ReleaseVersusUnplug(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var page = pmem.Pgmap.Pages[0];
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, pmem));
        linux.Start("CPU 1 (direct I/O)", () => ReleasePages(linux, [page]), page.UserReference);
    }

    private static void TwoPutsVersusUnplug(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 2);
        var page = pmem.Pgmap.Pages[0];
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, pmem));
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
        linux.Start("CPU 2 (direct I/O)", () => PutPage(linux, page), page.UserReference);
    }

    private static void TwoPagesVersusUnplug(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 2, usersPerPage: 1);
        ImmutableArray<Page> pages = [.. pmem.Pgmap.Pages];
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, pmem));
        linux.Start(
            "CPU 1 (direct I/O)",
            () => ReleasePages(linux, pages),
            pages[0].UserReference,
            pages[1].UserReference
        );
    }

    private static void AllThree(Linux linux)
    {
        var pmem = BoundPmem(linux, pages: 1, usersPerPage: 1);
        var page = pmem.Pgmap.Pages[0];
        var file = MappedFile(linux, pmem);
        var truncated = linux.Machine.Cell("unmounted", 0, null, value => value == 0 ? "no" : "yes");
        linux.StartTask("CPU 0 (truncate)", current => TruncateAndUnmount(linux, current, file, truncated));
        linux.Start("CPU 1 (direct I/O)", () => PutPage(linux, page), page.UserReference);
        linux.Start("CPU 2 (unbind)", () => UnbindUnmounted(linux, pmem, truncated));
    }

    private static void GupFastVersusUnplug(Linux linux) => GupVersusUnplug(linux, isFast: true);

    private static void GupSlowVersusUnplug(Linux linux) => GupVersusUnplug(linux, isFast: false);

    private static void GupVersusUnplug(Linux linux, bool isFast)
    {
        var pmem = BoundPmem(linux);
        var file = MappedFile(linux, pmem);
        const string Gone = "gup finds the device gone";
        var (took, failed) = (
            linux.Outcome("gup takes the page"),
            isFast || GivesUp(linux.Release) ? linux.Outcome(Gone) : linux.Machine.Ghost(Gone)
        );
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, pmem));
        linux.StartTask("CPU 1 (direct I/O)", current => GupAndPut(linux, current, file, isFast, took, failed));
    }

    // The slow path of the others goes round.
    private static bool GivesUp(Release release) =>
        release.GetUserPages.GivesUpWithoutPagemap || release.Pmem.ShutsFilesDown;

    private static void SupportVersusUnplug(Linux linux)
    {
        var pmem = BoundPmem(linux);
        var page = pmem.Pgmap.Pages[0];
        var (yes, no) = (linux.Outcome("DAX is supported"), linux.Outcome("DAX is not supported"));
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, pmem));
        linux.Start("CPU 1 (mount)", () => AskSupport(linux, page, yes, no));
    }

    private static bool LooksPagemapsUp(Release release) =>
        Scenario.HasFsDaxPages(release) && release.PfnWalk.LooksPagemapsUp;

    private static void FailureVersusUnplug(Linux linux)
    {
        var pmem = BoundPmem(linux);
        var page = pmem.Pgmap.Pages[0];
        var (found, gone) = (linux.Outcome("the page is found"), linux.Outcome("the page is gone"));
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, pmem));
        linux.Start("CPU 1 (memory failure)", () => Fail(linux, page, found, gone));
    }

    private static void DeviceDaxFailureVersusUnplug(Linux linux)
    {
        var dax = DeviceDax(linux, isBound: true);
        var page = dax.Pgmap.Pages[0];
        var (found, gone) = (linux.Outcome("the page is found"), linux.Outcome("the page is gone"));
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, dax));
        linux.Start("CPU 1 (memory failure)", () => Fail(linux, page, found, gone));
    }

    private static void DeviceDaxVersusUnplug(Linux linux)
    {
        var dax = DeviceDax(linux, isBound: true, usersPerPage: 1);
        var page = dax.Pgmap.Pages[0];
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, dax));
        linux.Start("CPU 1 (user)", () => PutPage(linux, page), page.UserReference);
    }

    private static void FaultVersusUnplug(Linux linux)
    {
        var pmem = BoundPmem(linux);
        var file = MappedFile(linux, pmem);
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, pmem));
        linux.StartTask("CPU 1 (user)", current => Touch(linux, current, file));
    }

    // All of a kernel shares the grace periods: whoever frees something that readers may see waits for one.
    private static void UnplugVersusGracePeriods(Linux linux)
    {
        var pmem = BoundPmem(linux);
        var page = pmem.Pgmap.Pages[0];
        var (found, gone) = (linux.Outcome("the device is found"), linux.Outcome("the device is gone"));
        linux.Start("CPU 0 (unbind)", () => linux.Release.Pmem.Unbind(linux, pmem));
        linux.Start("CPU 1 (lookup)", () => LookUp(linux, page, found, gone));
        linux.Start("CPU 2 (other driver)", () => WaitForReaders(linux));
    }

    private static async Routine Touch(Linux linux, TaskStruct current, DaxFile file) =>
        await linux.Release.DaxFault.Fault(linux, current, file, 0);

    private static async Routine GupAndPut(
        Linux linux,
        TaskStruct current,
        DaxFile file,
        bool isFast,
        Resource took,
        Resource failed
    )
    {
        var gup = linux.Release.GetUserPages;
        var page = await (isFast ? gup.Fast(linux, file, 0) : gup.Slow(linux, current, file, 0));
        linux.Machine.Hold(page is null ? failed : took);
        if (page is not null)
        {
            await PutPage(linux, page);
        }
    }

    private static async Routine Fail(Linux linux, Page page, Resource found, Resource gone)
    {
        var isFound = await linux.Release.PfnWalk.Look(linux, page);
        linux.Machine.Hold(isFound ? found : gone);
    }

    private static async Routine WaitForReaders(Linux linux)
    {
        await linux.Rcu.Synchronize();
        await linux.RcuSched.Synchronize();
    }

    private static async Routine TruncateAndUnmount(Linux linux, TaskStruct current, DaxFile file, Cell unmounted)
    {
        await linux.Release.Truncate.Truncate(linux, current, file);
        await unmounted.Store(1, MemoryOrder.Release);
    }
}
