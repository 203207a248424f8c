using System.Threading.Tasks;
using Microsoft.Coyote.SystematicTesting;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain.EntryPoints;

/// <summary>Users put pages of a file that somebody truncates: whoever waits is to be woken.</summary>
public static class PutTests
{
    /// <summary><c>put_page</c> of v4.18.</summary>
    [Test]
    [Clean(Kernel = "v4.18", Scenario = "put-page-vs-truncate")]
    public static Task PutPageIn418() => VersusTruncate(Releases.V4_18());

    /// <summary>v5.3.</summary>
    [Test]
    [Clean(Kernel = "v5.3", Scenario = "put-page-vs-truncate")]
    public static Task PutPageIn53() => VersusTruncate(Releases.V5_3());

    /// <summary>v5.10.</summary>
    [Test]
    [Clean(Kernel = "v5.10", Scenario = "put-page-vs-truncate")]
    public static Task PutPageIn510() => VersusTruncate(Releases.V5_10());

    /// <summary>v5.18.</summary>
    [Test]
    [Clean(Kernel = "v5.18", Scenario = "put-page-vs-truncate")]
    public static Task PutPageIn518() => VersusTruncate(Releases.V5_18());

    /// <summary>v6.15, where the page is idle at 0.</summary>
    [Test]
    [Clean(Kernel = "v6.15", Scenario = "put-page-vs-truncate")]
    public static Task PutPageIn615() => VersusTruncate(Releases.V6_15());

    /// <summary>Two users of one page.</summary>
    [Test]
    [Clean(Kernel = "v5.10", Scenario = "two-puts-vs-truncate")]
    public static async Task TwoPutsIn510()
    {
        var linux = Releases.V5_10();
        var pmem = await linux.BindPmem(users: 2);
        var file = await linux.MapFile(pmem);
        var page = file.Pages[0];
        await Threads.Join(
            Task.Run(() => linux.Truncate.Run(file)),
            Task.Run(() => linux.PutPage(page)),
            Task.Run(() => linux.PutPage(page))
        );
    }

    /// <summary>v4.18: <c>release_pages</c> puts the page like an ordinary one.</summary>
    [Test]
    [Buggy("REL-PAGES", 6)]
    public static Task ReleasePagesIn418() => VersusTruncate(Releases.V4_18(), Release);

    /// <summary>v5.3.</summary>
    [Test]
    [Fixed("REL-PAGES", Kernel = "v5.3")]
    public static Task ReleasePagesIn53() => VersusTruncate(Releases.V5_3(), Release);

    /// <summary>v4.14: the driver of private memory does not hear of a page put so.</summary>
    [Test]
    [Buggy("REL-PAGES", 5, Kernel = "v4.14", Scenario = "private-release-vs-put")]
    public static Task PrivateReleaseIn414() => PrivateRelease(Releases.V4_14());

    /// <summary>v5.3.</summary>
    [Test]
    [Fixed("REL-PAGES", Kernel = "v5.3", Scenario = "private-release-vs-put")]
    public static Task PrivateReleaseIn53() => PrivateRelease(Releases.V5_3());

    /// <summary>v6.1: <c>folio_put</c> knows nothing of pages that are idle at 1.</summary>
    [Test]
    [Buggy("FOLIO-PUT", 6)]
    public static Task FolioPutIn61() => VersusTruncate(Releases.V6_1(), FolioPut);

    /// <summary>A fix that no kernel has.</summary>
    [Test]
    [Fixed("FOLIO-PUT")]
    public static Task FolioPutThatLooks() =>
        VersusTruncate(Releases.V6_1(static key => new FolioPutLooksToo(key)), FolioPut);

    /// <summary>v6.15.</summary>
    [Test]
    [Fixed("FOLIO-PUT", Kernel = "v6.15")]
    public static Task FolioPutIn615() => VersusTruncate(Releases.V6_15(), FolioPut);

    /// <summary>v5.18: a pin is dropped like references to a folio.</summary>
    [Test]
    [Buggy("FSDAX-FOLIO-WAKE", 6)]
    public static Task UnpinIn518() => UnpinVersusTruncate(Releases.V5_18());

    /// <summary>v5.19.</summary>
    [Test]
    [Fixed("FSDAX-FOLIO-WAKE")]
    public static Task UnpinIn519() => UnpinVersusTruncate(Releases.V5_19());

    /// <summary>In v6.15's series: a page map without callbacks wakes nobody.</summary>
    [Test]
    [Buggy("NO-OPS-WAKE", 5)]
    public static Task PutWithoutOpsInTheSeries() => PutWithoutOps(Releases.V6_15(new WakesOnlyWithOps()));

    /// <summary>v6.15.</summary>
    [Test]
    [Fixed("NO-OPS-WAKE")]
    public static Task PutWithoutOpsIn615() => PutWithoutOps(Releases.V6_15());

    private static async Task VersusTruncate(Linux linux, Action<Linux, Page>? put = null)
    {
        var pmem = await linux.BindPmem(users: 1);
        var file = await linux.MapFile(pmem);
        await Threads.Join(
            Task.Run(() => linux.Truncate.Run(file)),
            Task.Run(() => (put ?? Put)(linux, file.Pages[0]))
        );
    }

    private static void Put(Linux linux, Page page) => linux.PutPage(page);

    private static void Release(Linux linux, Page page)
    {
        page.Drop();
        linux.ReleasePages.Release([page]);
    }

    private static void FolioPut(Linux linux, Page page)
    {
        page.Drop();
        linux.Put.PutFolio(page);
    }

    private static async Task UnpinVersusTruncate(Linux linux)
    {
        var pmem = await linux.BindPmem();
        var file = await linux.MapFile(pmem);
        var page = file.Pages[0];
        page.Add(PutPage.PinBias);
        page.Hold();
        await Threads.Join(
            Task.Run(() => linux.Truncate.Run(file)),
            Task.Run(() =>
            {
                page.Drop();
                linux.Put.Unpin(page);
            })
        );
    }

    private static async Task PutWithoutOps(Linux linux)
    {
        var pmem = new Pmem(linux, new Pgmap(MemoryType.FsDax, 1, new PercpuRef(linux.Rcu)) { LacksPageFree = true });
        await pmem.Driver.Bind();
        var file = await linux.MapFile(pmem);
        var page = file.Pages[0];
        linux.Put.Use(page);
        page.Hold();
        await Threads.Join(Task.Run(() => linux.Truncate.Run(file)), Task.Run(() => linux.PutPage(page)));
    }

    private static async Task PrivateRelease(Linux linux)
    {
        linux.Key.GetOps(); // HMM's; from v5.3 on a second user, which changes nothing
        var pmem = await linux.BindPmem(users: 2, type: MemoryType.Private);
        var page = pmem.Pgmap.Pages[0];
        await Threads.Join(Task.Run(() => linux.PutPage(page)), Task.Run(() => Release(linux, page)));
        Bug.On(page.TimesFreed != 1, "the driver did not hear once that the page is free");
    }
}
