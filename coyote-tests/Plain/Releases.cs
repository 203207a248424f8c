using PgmapCheck.Plain.Gup;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;
using PgmapCheck.Plain.Memremap;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain;

/// <summary>Which form of each part each kernel had. Some can be given another <c>put_page</c>, to mend or break
/// them.</summary>
internal static class Releases
{
    /// <summary>2017: HMM's private memory.</summary>
    public static Linux V4_14()
    {
        var (rcu, key) = (new Rcu(), new StaysOn(new DecrementsUnlessOne()));
        var put = new PutsPrivatePages(key);
        return new Linux(rcu, key, put, new LeavesKillToDriver(put, rcu))
        {
            ReleasePages = new(put, looksAtEveryDevicePage: false),
        };
    }

    /// <summary>2018: FS_DAX pages and waits for them.</summary>
    public static Linux V4_18()
    {
        var (rcu, key) = (new Rcu(), new CountsThenSwitches(new DecrementsUnlessOne()));
        var put = new TellsDriverAtOne(key);
        return new Linux(rcu, key, put, new LeavesKillToDriver(put, rcu))
        {
            ReleasePages = new(put, looksAtEveryDevicePage: false),
            Gup = new(new(rcu), new(put)),
            Truncate = new(new(new(put)) { LooksAgain = false }),
        };
    }

    /// <summary>2019: the page map's reference is killed by devm_memremap_pages.</summary>
    public static Linux V5_0()
    {
        var (rcu, key) = (new Rcu(), new CountsThenSwitches(new DecrementsUnlessOne()));
        var put = new TellsDriverAtOne(key);
        return new Linux(rcu, key, put, new KillsFirst(put, rcu))
        {
            ReleasePages = new(put, looksAtEveryDevicePage: false),
            Gup = new(new(rcu), new(put)) { KeepsPgmap = true, LosesPgmapPastMapping = true },
            Truncate = new(new(new(put))),
        };
    }

    /// <summary>2019: the last put of a page is waited for.</summary>
    public static Linux V5_2(Func<ManagedKey, PutPage>? with = null, Func<Page, bool>? grab = null)
    {
        var (rcu, key) = (new Rcu(), new CountsThenSwitches(new DecrementsUnlessOne()));
        var put = with?.Invoke(key) ?? new TellsDriverAtOne(key);
        return new Linux(rcu, key, put, new WaitsForRelease(put, rcu))
        {
            ReleasePages = new(put, looksAtEveryDevicePage: false),
            Gup = new(new(rcu), new(put)) { Grab = grab ?? PageGrab.TryGetPage, KeepsPgmap = true },
            Truncate = new(new(new(put))),
        };
    }

    /// <summary>2019: the clean-up of dev_pagemap_ops.</summary>
    public static Linux V5_3()
    {
        var (rcu, key) = (new Rcu(), new CountsThenSwitches(new DecrementsUnlessOne()));
        var put = new TellsDriverAtOne(key);
        return new Linux(rcu, key, put, new TakesKey(key, put, rcu));
    }

    /// <summary>2020: the key goes back last.</summary>
    public static Linux V5_7()
    {
        var (rcu, key) = (new Rcu(), new CountsThenSwitches(new DecrementsUnlessOne()));
        var put = new TellsDriverAtOne(key);
        return new Linux(rcu, key, put, new ReturnsKeyLast(key, put, rcu));
    }

    /// <summary>2020: the key counts its users.</summary>
    public static Linux V5_10(Func<ManagedKey, PutPage>? with = null)
    {
        var (rcu, key) = (new Rcu(), new KeyCountsUsers(new DecrementsUnlessOne()));
        var put = with?.Invoke(key) ?? new TellsDriverAtOne(key);
        return new Linux(rcu, key, put, new ReturnsKeyLast(key, put, rcu) { ChecksOpsFirst = true });
    }

    /// <summary>2022: only FS_DAX pages are idle at 1.</summary>
    public static Linux V5_18() => WithoutPagePuts(static key => new UnpinsThroughFolio(key));

    /// <summary>2022: unpinning wakes who waits.</summary>
    public static Linux V5_19() => WithoutPagePuts(static key => new WakesAtOne(key));

    /// <summary>2022: pages in use hold their page map, if they are private.</summary>
    public static Linux V6_1(Func<ManagedKey, PutPage>? with = null, bool waitsForPages = false)
    {
        var (rcu, key) = (new Rcu(), new KeyCountsUsers(new DecrementsUnlessOne()));
        var put = with?.Invoke(key) ?? new PrivateFreeAtZero(key);
        return new Linux(
            rcu,
            key,
            put,
            new ExitsLast(key, put, rcu) { ChecksOpsFirst = true, WaitsForPages = waitsForPages }
        );
    }

    /// <summary>2025: DAX pages are counted like ordinary ones, and get_user_pages looks at no page map.</summary>
    public static Linux V6_15(PutPage? with = null, bool waitsForPages = false)
    {
        var (rcu, key, put) = (new Rcu(), new NoKey(), with ?? new WakesAtZero());
        return new Linux(
            rcu,
            key,
            put,
            new ExitsLast(key, put, rcu) { ChecksOpsFirst = true, WaitsForPages = waitsForPages }
        )
        {
            Gup = new LooksAtNoPgmap(rcu, new(rcu), new(put)) { Grab = PageGrab.TryGetPage },
            Truncate = new(new(new(put)) { KeepsPrivateCopies = true, LooksAtUnmappedFiles = true })
            {
                WaitsOnEvict = true,
            },
        };
    }

    /// <summary>2025: of these parts, none has changed since v6.15.</summary>
    public static Linux V6_17(PutPage? with = null, bool waitsForPages = false) => V6_15(with, waitsForPages);

    private static Linux WithoutPagePuts(Func<ManagedKey, PutPage> with)
    {
        var (rcu, key) = (new Rcu(), new KeyCountsUsers(new DecrementsUnlessOne()));
        var put = with(key);
        return new Linux(rcu, key, put, new DropsPagesAtOnce(key, put, rcu) { ChecksOpsFirst = true });
    }
}
