using System.Threading.Tasks;
using Microsoft.Coyote.SystematicTesting;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Puts;

namespace PgmapCheck.Plain.EntryPoints;

/// <summary>A device goes while its pages and its page map are in use.</summary>
public static class TeardownTests
{
    /// <summary>v5.0: the struct pages go before the last put.</summary>
    [Test]
    [Buggy("FINAL-PUT", 5)]
    public static Task LastPutOfDeviceDaxIn50() => PutVersusUnbind(Releases.V5_0(), MemoryType.Unmanaged);

    /// <summary>v4.18: the driver's wait comes after the memory has gone.</summary>
    [Test]
    [Buggy("FINAL-PUT", 5, Kernel = "v4.18")]
    public static Task LastPutOfDeviceDaxIn418() => PutVersusUnbind(Releases.V4_18(), MemoryType.Unmanaged);

    /// <summary>v5.2.</summary>
    [Test]
    [Fixed("FINAL-PUT")]
    public static Task LastPutOfDeviceDaxIn52() => PutVersusUnbind(Releases.V5_2(), MemoryType.Unmanaged);

    /// <summary>v5.3: the page map's own reference.</summary>
    [Test]
    [Clean(Kernel = "v5.3", Scenario = "device-dax-put-vs-unplug")]
    public static Task LastPutOfDeviceDaxIn53() => PutVersusUnbind(Releases.V5_3(), MemoryType.Unmanaged);

    /// <summary>v6.1: nothing waits for a page in use any more.</summary>
    [Test]
    [Buggy("PINNED-UNPLUG", 5)]
    public static Task LastPutOfDeviceDaxIn61() => PutVersusUnbind(Releases.V6_1(), MemoryType.Unmanaged);

    /// <summary>v5.18: nor there.</summary>
    [Test]
    [Buggy("PINNED-UNPLUG", 5, Kernel = "v5.18")]
    public static Task LastPutOfDeviceDaxIn518() => PutVersusUnbind(Releases.V5_18(), MemoryType.Unmanaged);

    /// <summary>A fix that no kernel has.</summary>
    [Test]
    [Fixed("PINNED-UNPLUG")]
    public static Task LastPutOfDeviceDaxThatIsWaitedFor() =>
        PutVersusUnbind(Releases.V6_1(waitsForPages: true), MemoryType.Unmanaged);

    /// <summary>v5.10: the put that makes a page idle reads it when its memory may have gone.</summary>
    [Test]
    [Buggy("IDLE-PUT", 215)]
    public static Task IdlePutIn510() => PutVersusUnbind(Releases.V5_10(), MemoryType.FsDax);

    /// <summary>v5.2: the same.</summary>
    [Test]
    [Buggy("IDLE-PUT", 215, Kernel = "v5.2")]
    public static Task IdlePutIn52() => PutVersusUnbind(Releases.V5_2(), MemoryType.FsDax);

    /// <summary>A fix that no kernel has.</summary>
    [Test]
    [Fixed("IDLE-PUT")]
    public static Task IdlePutThatHoldsThePageMap() =>
        PutVersusUnbind(Releases.V5_10(static key => new HoldsPgmapMeanwhile(key)), MemoryType.FsDax);

    /// <summary>v5.10: the same through <c>release_pages</c>.</summary>
    [Test]
    [Buggy("IDLE-PUT-BATCH", 215)]
    public static Task IdleReleaseIn510() => ReleaseVersusUnbind(Releases.V5_10());

    /// <summary>A fix that no kernel has.</summary>
    [Test]
    [Fixed("IDLE-PUT-BATCH")]
    public static Task IdleReleaseThatHoldsThePageMap() =>
        ReleaseVersusUnbind(Releases.V5_10(static key => new HoldsPgmapMeanwhile(key)));

    /// <summary>v6.15: the put that frees a page reads it when its device may have gone.</summary>
    [Test]
    [Buggy("FREED-FOLIO", 117, PriorityChanges = 10)]
    public static Task PutTruncateUnbindIn615() => PutTruncateUnbind(Releases.V6_15());

    /// <summary>A fix that no kernel has.</summary>
    [Test]
    [Fixed("FREED-FOLIO")]
    public static Task PutTruncateUnbindOfPagesThatHoldThePageMap() =>
        PutTruncateUnbind(Releases.V6_15(new DaxPagesHoldPgmap()));

    /// <summary>v5.19: a page map goes although a process has a private page of it.</summary>
    [Test]
    [Buggy("PGMAP-EARLY", 8)]
    public static Task PrivatePutIn519() => PrivatePutVersusUnbind(Releases.V5_19());

    /// <summary>v6.1: a private page in use holds its page map.</summary>
    [Test]
    [Fixed("PGMAP-EARLY")]
    public static Task PrivatePutIn61() => PrivatePutVersusUnbind(Releases.V6_1());

    /// <summary>v5.19: a free private page's count is reset when its next user may have it.</summary>
    [Test]
    [Buggy("DP-ZEROREF", 8)]
    public static Task PrivateReuseIn519() => PrivateReuse(Releases.V5_19());

    /// <summary>v6.1: free private pages have count 0.</summary>
    [Test]
    [Fixed("DP-ZEROREF", Kernel = "v6.1")]
    public static Task PrivateReuseIn61() => PrivateReuse(Releases.V6_1());

    /// <summary>v5.19: the reference is freed while lookups still find the page map. The grace period of its kill makes
    /// that safe.</summary>
    [Test]
    [Clean(Kernel = "v5.19", Scenario = "memory-failure-vs-unplug")]
    public static Task LookupIn519() => LookupVersusUnbind(Releases.V5_19());

    /// <summary>v6.0: it is freed last.</summary>
    [Test]
    [Fixed("EXIT-BEFORE-UNPUBLISH")]
    public static Task LookupIn60() => LookupVersusUnbind(Releases.V6_1());

    /// <summary>v5.19, with a kill that nobody sees.</summary>
    [Test]
    [Buggy("EXIT-BEFORE-UNPUBLISH", 5, Change = 0)]
    public static Task LookupOfAReferenceKilledUnseen() =>
        LookupVersusUnbind(Releases.V5_19(), static rcu => new PercpuRef(rcu) { IsKillSeen = false });

    /// <summary>v5.19, with a switch to the common count that waits for nobody.</summary>
    [Test]
    [Buggy("EXIT-BEFORE-UNPUBLISH", 190, Change = 2)]
    public static Task LookupOfAReferenceSwitchedAtOnce() =>
        LookupVersusUnbind(Releases.V5_19(), static rcu => new PercpuRef(rcu) { WaitsForReaders = false });

    /// <summary>v5.10: a page map is found before its struct pages are there.</summary>
    [Test]
    [Buggy("PGMAP-UNBORN", 1730, PriorityChanges = 10)]
    public static Task FailureVersusBindIn510() => FailureVersusRebind(Releases.V5_10());

    /// <summary>v5.11: memory failure asks first whether the range is set up.</summary>
    [Test]
    [Fixed("PGMAP-UNBORN")]
    public static Task FailureThatAsksForTheRangeVersusBind() =>
        FailureVersusRebind(Releases.V5_10(), asksForRange: true);

    private static async Task PutVersusUnbind(Linux linux, MemoryType type)
    {
        var pmem = await linux.BindPmem(users: 1, type: type);
        await Threads.Join(Task.Run(pmem.Driver.Unbind), Task.Run(() => linux.PutPage(pmem.Pgmap.Pages[0])));
    }

    private static async Task ReleaseVersusUnbind(Linux linux)
    {
        var pmem = await linux.BindPmem(users: 1);
        await Threads.Join(
            Task.Run(pmem.Driver.Unbind),
            Task.Run(() =>
            {
                pmem.Pgmap.Pages[0].Drop();
                linux.ReleasePages.Release(pmem.Pgmap.Pages);
            })
        );
    }

    private static async Task PutTruncateUnbind(Linux linux)
    {
        var pmem = await linux.BindPmem(users: 1);
        var file = await linux.MapFile(pmem);
        await Threads.Join(
            Task.Run(async () =>
            {
                await linux.Truncate.Run(file);
                await pmem.Driver.Unbind(); // once its file system is gone
            }),
            Task.Run(() => linux.PutPage(file.Pages[0]))
        );
    }

    private static async Task PrivatePutVersusUnbind(Linux linux)
    {
        var pmem = await linux.BindPmem(type: MemoryType.Private);
        var page = pmem.Pgmap.Pages[0];
        linux.Put.HandOut(page);
        page.Hold();
        await Threads.Join(Task.Run(pmem.Driver.Unbind), Task.Run(() => linux.PutPage(page)));
    }

    private static async Task PrivateReuse(Linux linux)
    {
        var pmem = await linux.BindPmem(type: MemoryType.Private);
        var page = pmem.Pgmap.Pages[0];
        linux.Put.HandOut(page);
        page.Hold();
        var isBack = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pmem.Pgmap.Freed += _ => isBack.TrySetResult();
        await Threads.Join(
            Task.Run(() => linux.PutPage(page)),
            Task.Run(async () =>
            {
                await isBack.Task;
                linux.Put.HandOut(page);
                page.Hold();
                page.Add(1); // somebody else looks at it
                Bug.On(page.RefCount < 2, "the count of a page does not cover its references");
                linux.Put.PutFolio(page);
            })
        );
        Bug.On(page.RefCount != 1, "the count of a page does not cover its reference");
    }

    private static async Task LookupVersusUnbind(Linux linux, Func<Rcu, PercpuRef>? reference = null)
    {
        var pgmap = new Pgmap(MemoryType.FsDax, 1, reference?.Invoke(linux.Rcu) ?? new PercpuRef(linux.Rcu));
        var pmem = new Pmem(linux, pgmap);
        await pmem.Driver.Bind();
        await Threads.Join(Task.Run(pmem.Driver.Unbind), Task.Run(() => MemoryFailure(linux, pgmap.Pages[0])));
    }

    private static async Task FailureVersusRebind(Linux linux, bool asksForRange = false)
    {
        var pmem = await linux.BindPmem();
        await Threads.Join(
            Task.Run(async () =>
            {
                await pmem.Driver.Unbind();
                await pmem.Driver.Bind();
            }),
            Task.Run(() => MemoryFailure(linux, pmem.Pgmap.Pages[0], asksForRange))
        );
    }

    // memory_failure since v4.19: it looks at a device page under a reference to its page map.
    private static void MemoryFailure(Linux linux, Page page, bool asksForRange = false)
    {
        if (linux.Lookup.GetDevPagemap(page) is { } found)
        {
            if (!asksForRange || found.IsSetUp)
            {
                _ = page.Pgmap;
            }

            PgmapLookup.PutDevPagemap(found);
        }
    }
}
