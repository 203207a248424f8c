using System.Threading;
using System.Threading.Tasks;
using Microsoft.Coyote.Specifications;
using Microsoft.Coyote.SystematicTesting;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Monitors;

namespace PgmapCheck.Plain.EntryPoints;

/// <summary>
/// The same with monitors, and beside a task that never stops while the others do not: no deadlock says that somebody
/// waits for ever.
/// </summary>
public static class MonitorTests
{
    /// <summary>A waiter as it is, beside a put, and then unbind.</summary>
    [Test]
    [Clean(Kernel = "v5.3", Scenario = "put-page-vs-truncate")]
    public static Task WaiterIn53() => VersusTruncate(Releases.V5_3(), static (linux, page) => linux.PutPage(page));

    /// <summary>v4.18's <c>release_pages</c>.</summary>
    [Test]
    [Buggy("REL-PAGES", 11)]
    public static Task ReleasePagesIn418() => VersusTruncate(Releases.V4_18(), Release);

    /// <summary>v5.3's.</summary>
    [Test]
    [Fixed("REL-PAGES", Kernel = "v5.3")]
    public static Task ReleasePagesIn53() => VersusTruncate(Releases.V5_3(), Release);

    /// <summary>v6.15, where a page is idle at 0.</summary>
    [Test]
    [Clean(Kernel = "v6.15", Scenario = "put-page-vs-truncate")]
    public static Task WaiterIn615() => VersusTruncate(Releases.V6_15(), static (linux, page) => linux.PutPage(page));

    private static void Release(Linux linux, Page page)
    {
        page.Drop();
        linux.ReleasePages.Release([page]);
    }

    private static async Task VersusTruncate(Linux linux, Action<Linux, Page> put)
    {
        Specification.RegisterMonitor<IdlePageWakesWaiters>();
        Specification.RegisterMonitor<PageLife>();
        var pmem = await linux.BindPmem(users: 1);
        var file = await linux.MapFile(pmem);
        var isOver = 0;
        var daemon = Task.Run(async () =>
        {
            while (Volatile.Read(ref isOver) == 0)
            {
                await Task.Yield();
            }
        });
        await Threads.Join(Task.Run(() => linux.Truncate.Run(file)), Task.Run(() => put(linux, file.Pages[0])));
        Volatile.Write(ref isOver, 1);
        await daemon;
        await pmem.Driver.Unbind();
    }
}
