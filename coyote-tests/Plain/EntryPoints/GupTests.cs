using System.Threading.Tasks;
using Microsoft.Coyote.Specifications;
using Microsoft.Coyote.SystematicTesting;
using PgmapCheck.Plain.Gup;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Monitors;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain.EntryPoints;

/// <summary><c>get_user_pages</c> beside truncate and unbind.</summary>
public static class GupTests
{
    /// <summary>The fast path of v4.18.</summary>
    [Test]
    [Clean(Kernel = "v4.18", Scenario = "gup-fast-vs-truncate")]
    public static Task FastVersusTruncateIn418() => VersusTruncate(Releases.V4_18(), isFast: true);

    /// <summary>The fast path of v6.17.</summary>
    [Test]
    [Clean(Kernel = "v6.17", Scenario = "gup-fast-vs-truncate")]
    public static Task FastVersusTruncateIn617() => VersusTruncate(Releases.V6_17(), isFast: true);

    /// <summary>The slow path of v4.18.</summary>
    [Test]
    [Clean(Kernel = "v4.18", Scenario = "gup-slow-vs-truncate")]
    public static Task SlowVersusTruncateIn418() => VersusTruncate(Releases.V4_18(), isFast: false);

    /// <summary>The slow path of v5.10.</summary>
    [Test]
    [Clean(Kernel = "v5.10", Scenario = "gup-slow-vs-truncate")]
    public static Task SlowVersusTruncateIn510() => VersusTruncate(Releases.V5_10(), isFast: false);

    /// <summary>v6.15's slow path.</summary>
    [Test]
    [Clean(Kernel = "v6.15", Scenario = "gup-slow-vs-truncate")]
    public static Task SlowVersusTruncateIn615() => VersusTruncate(Releases.V6_15(), isFast: false);

    /// <summary>v4.11: a put gives back a reference to the page map that the fast path did not take.</summary>
    [Test]
    [Buggy("ZD-DOUBLEREF", 5)]
    public static Task FastPutIn411() =>
        FastThenUnbind(Releases.V5_2(static key => new PutsPgmapToo(key), PageGrab.GetPageAndPgmap));

    /// <summary>v4.12.</summary>
    [Test]
    [Fixed("ZD-DOUBLEREF")]
    public static Task FastPutIn412() => FastThenUnbind(Releases.V5_2());

    /// <summary>v5.10: the slow path takes a page that unbind has put to 0.</summary>
    [Test]
    [Buggy("GUP-REVIVE", 5)]
    public static Task SlowVersusUnbindIn510() => VersusUnbind(Releases.V5_10(), isFast: false);

    /// <summary>A fix that no kernel has.</summary>
    [Test]
    [Fixed("GUP-REVIVE")]
    public static Task SlowVersusUnbindOfLivePages() =>
        VersusUnbind(
            ThatGivesUp(Releases.V5_10(static key => new HoldsPgmapMeanwhile(key)), PageGrab.OnlyIfNotZero),
            isFast: false
        );

    /// <summary>v6.1, but for its other bugs: the slow path goes round while the page map dies.</summary>
    [Test]
    [Buggy("GUP-DYING", 5)]
    public static Task SlowVersusUnbindIn61() => VersusUnbindWithEnd(Releases.V6_1(waitsForPages: true));

    /// <summary>A fix that no kernel has.</summary>
    [Test]
    [Fixed("GUP-DYING")]
    public static Task SlowVersusUnbindThatGivesUp() =>
        VersusUnbindWithEnd(ThatGivesUp(Releases.V6_1(waitsForPages: true), PageGrab.TryGetPage));

    /// <summary>v6.17: the page taken by the fast path is not waited for.</summary>
    [Test]
    [Buggy("PINNED-UNPLUG", 1_041, Kernel = "v6.17", Scenario = "gup-fast-vs-unplug")]
    public static Task FastVersusUnbindIn617() => VersusUnbind(Releases.V6_17(), isFast: true);

    /// <summary>A fix that no kernel has: the page holds its page map, and the grace period does the rest.</summary>
    [Test]
    [Fixed("PINNED-UNPLUG", Kernel = "v6.17", Scenario = "gup-fast-vs-unplug")]
    public static Task FastVersusUnbindOfPagesThatHoldThePageMap() =>
        VersusUnbind(Releases.V6_17(new DaxPagesHoldPgmap(), waitsForPages: true), isFast: true);

    /// <summary>v5.0: past the end of the mapping the slow path forgets its reference to the page map.</summary>
    [Test]
    [Buggy("GUP-PGMAP-LEAK", 5)]
    public static Task SlowPastMappingIn50() => SlowPastMapping(Releases.V5_0());

    /// <summary>v5.1.</summary>
    [Test]
    [Fixed("GUP-PGMAP-LEAK")]
    public static Task SlowPastMappingIn51()
    {
        var linux = Releases.V5_0();
        return SlowPastMapping(linux with { Gup = new(linux.Lookup, linux.Mappings) { KeepsPgmap = true } });
    }

    /// <summary>v4.17: the huge path does not look at the entry again.</summary>
    [Test]
    [Buggy("GUPFAST-PMD", 8)]
    public static Task HugeVersusTruncateIn417() => HugeVersusTruncate(looksAgain: false);

    /// <summary>v4.18.</summary>
    [Test]
    [Fixed("GUPFAST-PMD")]
    public static Task HugeVersusTruncateIn418() => HugeVersusTruncate(looksAgain: true);

    /// <summary>v5.10: a page that is refused under a huge entry costs a reference to the page map.</summary>
    [Test]
    [Buggy("GUP-HUGE-PGMAP-LEAK", 5)]
    public static Task HugeRefusedIn510() => HugeRefused(forgetsPgmap: true);

    /// <summary>v5.15.</summary>
    [Test]
    [Fixed("GUP-HUGE-PGMAP-LEAK")]
    public static Task HugeRefusedIn515() => HugeRefused(forgetsPgmap: false);

    private static async Task VersusTruncate(Linux linux, bool isFast)
    {
        var pmem = await linux.BindPmem();
        var file = await linux.MapFile(pmem);
        await Threads.Join(Task.Run(() => linux.Truncate.Run(file)), Task.Run(() => TakeAndPut(linux, file, isFast)));
    }

    private static Linux ThatGivesUp(Linux linux, Func<Page, bool> grab) =>
        linux with
        {
            Gup = new(linux.Lookup, linux.Mappings)
            {
                Grab = grab,
                KeepsPgmap = true,
                GivesUpWithoutPgmap = true,
            },
        };

    private static Task VersusUnbindWithEnd(Linux linux)
    {
        Specification.RegisterMonitor<GetUserPagesEnds>();
        return VersusUnbind(linux, isFast: false);
    }

    private static async Task VersusUnbind(Linux linux, bool isFast)
    {
        var pmem = await linux.BindPmem();
        var file = await linux.MapFile(pmem);
        await Threads.Join(
            Task.Run(async () =>
            {
                if (linux.Put.CountsMappings)
                {
                    linux.Mappings.Unmap(file); // since v6.7 the file system hears of it first
                }

                await pmem.Driver.Unbind();
            }),
            Task.Run(() => TakeAndPut(linux, file, isFast))
        );
    }

    private static async Task FastThenUnbind(Linux linux)
    {
        var pmem = await linux.BindPmem();
        var file = await linux.MapFile(pmem);
        await Threads.Join(Task.Run(() => linux.Truncate.Run(file)), Task.Run(() => TakeAndPut(linux, file, true)));
        await pmem.Driver.Unbind();
    }

    private static async Task TakeAndPut(Linux linux, DaxFile file, bool isFast)
    {
        IReadOnlyList<Page> taken =
            !isFast ? await linux.Gup.Slow(file)
            : linux.Gup.Fast(file) is { } page ? [page]
            : [];
        foreach (var held in taken)
        {
            linux.PutPage(held);
        }
    }

    private static async Task SlowPastMapping(Linux linux)
    {
        var pmem = await linux.BindPmem();
        var file = await linux.MapFile(pmem);
        foreach (var page in await linux.Gup.Slow(file, count: 2))
        {
            linux.PutPage(page);
        }

        await pmem.Driver.Unbind();
    }

    private static async Task HugeVersusTruncate(bool looksAgain)
    {
        var linux = Releases.V5_0();
        var pmem = await linux.BindPmem(pages: 2);
        var file = await linux.MapFile(pmem, isHuge: true);
        var huge = new HugeEntry(linux.Lookup, linux.Put) { LooksAgain = looksAgain };
        await Threads.Join(
            Task.Run(() => linux.Truncate.Run(file)),
            Task.Run(() =>
            {
                if (huge.Fast(file))
                {
                    linux.PutPage(file.Pages[0]);
                    linux.PutPage(file.Pages[1]);
                }
            })
        );
    }

    private static async Task HugeRefused(bool forgetsPgmap)
    {
        var linux = Releases.V5_10();
        var pmem = await linux.BindPmem(pages: 2);
        var file = await linux.MapFile(pmem, isHuge: true);
        var huge = new HugeEntry(linux.Lookup, linux.Put)
        {
            ForgetsPgmapWhenRefused = forgetsPgmap,
            Refused = file.Pages[1],
        };
        Bug.On(huge.Fast(file), "a page that is refused is taken");
        await pmem.Driver.Unbind();
    }
}
