using System.Threading.Tasks;
using Microsoft.Coyote.SystematicTesting;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Layouts;

namespace PgmapCheck.Plain.EntryPoints;

/// <summary>Truncate is to free no block whose page somebody uses, and to end.</summary>
public static class TruncateTests
{
    /// <summary>v4.18: a page that becomes idle early ends the search for others.</summary>
    [Test]
    [Buggy("BREAK-RETRY", 399)]
    public static Task TwoPagesIn418() => TwoPages(Releases.V4_18());

    /// <summary>v4.19.</summary>
    [Test]
    [Fixed("BREAK-RETRY", Kernel = "v5.0")]
    public static Task TwoPagesIn419() => TwoPages(Releases.V5_0());

    /// <summary>v4.18: a file that nobody maps is taken to have no page in use.</summary>
    [Test]
    [Buggy("UNMAPPED-BUSY", 80)]
    public static Task UnmapIn418() => UnmapThenPut(Releases.V4_18());

    /// <summary>v6.15.</summary>
    [Test]
    [Fixed("UNMAPPED-BUSY", Kernel = "v6.15")]
    public static Task UnmapIn615() => UnmapThenPut(Releases.V6_15());

    /// <summary>v5.10: fuse looks at the first page only.</summary>
    [Test]
    [Buggy("FUSE-RANGE", 5)]
    public static Task SecondPageOfFuseIn510() => SecondPage(looksAtFirstPageOnly: true);

    /// <summary>v6.15.</summary>
    [Test]
    [Fixed("FUSE-RANGE")]
    public static Task SecondPageOfFuseIn615() => SecondPage(looksAtFirstPageOnly: false);

    /// <summary>v6.1: ext2 truncates pages in use.</summary>
    [Test]
    [Buggy("LAYOUT-KEEP", 5)]
    public static Task TruncateOfExt2In61()
    {
        var linux = Releases.V6_1();
        return TruncateVersusPut(linux with { Truncate = new(new(linux.Mappings)) { BreaksLayouts = false } });
    }

    /// <summary>A fix that no kernel has.</summary>
    [Test]
    [Fixed("LAYOUT-KEEP")]
    public static Task TruncateOfExt2ThatBreaksLayouts() => TruncateVersusPut(Releases.V6_1());

    /// <summary>v6.1: an inode goes with the entries of pages in use.</summary>
    [Test]
    [Buggy("UNMOUNT-BUSY", 6)]
    public static Task RemountIn61() => Remount(Releases.V6_1());

    /// <summary>v6.15.</summary>
    [Test]
    [Fixed("UNMOUNT-BUSY", Kernel = "v6.15")]
    public static Task RemountIn615() => Remount(Releases.V6_15());

    /// <summary>v6.15: truncate sleeps for a page that nobody uses, because it was mapped again.</summary>
    [Test]
    [Buggy("REMAP-SLEEP", 24)]
    public static Task RemapIn615() => Remap(Releases.V6_15());

    /// <summary>A fix that no kernel has.</summary>
    [Test]
    [Fixed("REMAP-SLEEP")]
    public static Task RemapThatWakes()
    {
        var linux = Releases.V6_15();
        var mappings = new Mappings(linux.Put) { WakesWaiters = true };
        return Remap(
            linux with
            {
                Mappings = mappings,
                Truncate = new(new(mappings) { LooksAtUnmappedFiles = true, RescansWhenMapped = true }),
            }
        );
    }

    /// <summary>v5.2: looking for pages in use throws private copies away.</summary>
    [Test]
    [Buggy("COW-UNMAP", 162)]
    public static Task PrivateCopyIn52() => PrivateCopy(Releases.V5_2());

    /// <summary>v5.3.</summary>
    [Test]
    [Fixed("COW-UNMAP", Kernel = "v5.3")]
    public static Task PrivateCopyIn53() => PrivateCopy(Releases.V5_3());

    private static async Task TwoPages(Linux linux)
    {
        var pmem = await linux.BindPmem(pages: 2, users: 1);
        var file = await linux.MapFile(pmem);
        await Threads.Join(
            Task.Run(() => linux.Truncate.Run(file)),
            Task.Run(() => linux.PutPage(file.Pages[0])),
            Task.Run(() => linux.PutPage(file.Pages[1]))
        );
    }

    private static async Task UnmapThenPut(Linux linux)
    {
        var pmem = await linux.BindPmem(users: 1);
        var file = await linux.MapFile(pmem);
        await Threads.Join(
            Task.Run(() => linux.Truncate.Run(file)),
            Task.Run(() =>
            {
                linux.Mappings.Unmap(file);
                linux.PutPage(file.Pages[0]);
            })
        );
    }

    private static async Task SecondPage(bool looksAtFirstPageOnly)
    {
        var linux = Releases.V5_10();
        var pmem = await linux.BindPmem(pages: 2);
        var file = await linux.MapFile(pmem);
        linux.Put.Use(file.Pages[1]);
        file.Pages[1].Hold();
        var truncate = new Truncate(new(linux.Mappings) { LooksAtFirstPageOnly = looksAtFirstPageOnly });
        await Threads.Join(Task.Run(() => truncate.Run(file)), Task.Run(() => linux.PutPage(file.Pages[1])));
    }

    private static async Task TruncateVersusPut(Linux linux)
    {
        var pmem = await linux.BindPmem(users: 1);
        var file = await linux.MapFile(pmem);
        await Threads.Join(Task.Run(() => linux.Truncate.Run(file)), Task.Run(() => linux.PutPage(file.Pages[0])));
    }

    private static async Task Remount(Linux linux)
    {
        var pmem = await linux.BindPmem(users: 1);
        var file = await linux.MapFile(pmem);
        await Threads.Join(
            Task.Run(async () =>
            {
                linux.Mappings.Unmap(file);
                await linux.Truncate.Evict(file);
                await linux.Truncate.Run(file);
            }),
            Task.Run(() => linux.PutPage(file.Pages[0]))
        );
    }

    private static async Task Remap(Linux linux)
    {
        var pmem = await linux.BindPmem(users: 1);
        var file = await linux.MapFile(pmem);
        await Threads.Join(
            Task.Run(() => linux.Truncate.Run(file)),
            Task.Run(() => linux.PutPage(file.Pages[0])),
            Task.Run(() => linux.Mappings.Fault(file, 0))
        );
    }

    private static async Task PrivateCopy(Linux linux)
    {
        var pmem = await linux.BindPmem();
        var file = await linux.MapFile(pmem);
        await Threads.Join(
            Task.Run(() => linux.Truncate.Run(file)),
            Task.Run(async () =>
            {
                if (await linux.Mappings.CopyOnWrite(file, 0))
                {
                    Bug.On(file.Read(0) is not DaxFile.Pte.PrivateCopy, "the private copy of a page has gone");
                }
            })
        );
    }
}
