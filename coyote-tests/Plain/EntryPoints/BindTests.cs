using System.Threading.Tasks;
using Microsoft.Coyote.SystematicTesting;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;
using PgmapCheck.Plain.Memremap;

namespace PgmapCheck.Plain.EntryPoints;

/// <summary>Drivers are bound, some of them in vain; whatever they took is to be given back.</summary>
public static class BindTests
{
    /// <summary>v4.18: a release action that cannot be registered is lost, and the device waits for ever.</summary>
    [Test]
    [Buggy("SHUTDOWN", 18)]
    public static Task BindWithFailuresIn418() => BindWithFailures(Releases.V4_18());

    /// <summary>v5.0.</summary>
    [Test]
    [Fixed("SHUTDOWN", Kernel = "v5.0")]
    public static Task BindWithFailuresIn50() => BindWithFailures(Releases.V5_0());

    /// <summary>v5.2: a key that cannot be given back leaves the queue behind.</summary>
    [Test]
    [Buggy("PMEM-QUEUE-LEAK", 5)]
    public static Task BindWithFailuresIn52() => BindWithFailures(Releases.V5_2());

    /// <summary>v5.3: a key that cannot be given back leaves the page map's reference behind.</summary>
    [Test]
    [Buggy("KEY-ACTION-LEAK", 5)]
    public static Task BindWithFailuresIn53() => BindWithFailures(Releases.V5_3());

    /// <summary>v5.7.</summary>
    [Test]
    [Fixed("PMEM-QUEUE-LEAK", Kernel = "v5.7")]
    public static Task BindWithFailuresIn57() => BindWithFailures(Releases.V5_7());

    /// <summary>v5.7: a page map that is refused for a missing callback keeps its reference.</summary>
    [Test]
    [Buggy("ENABLEGET-LEAK", 5)]
    public static Task BindWithoutPageFreeIn57() => BindWithoutPageFree(Releases.V5_7());

    /// <summary>v5.10.</summary>
    [Test]
    [Fixed("ENABLEGET-LEAK", Kernel = "v5.10")]
    public static Task BindWithoutPageFreeIn510() => BindWithoutPageFree(Releases.V5_10());

    /// <summary>v5.0: a page map that is refused for its addresses keeps a live reference, and its driver waits for
    /// it.</summary>
    [Test]
    [Buggy("CONFLICT-NOKILL", 5)]
    public static Task AddOverAnotherIn50() =>
        AddOverAnother(static (_, put, rcu, other) => new KillsFirst(put, rcu) { Other = other });

    /// <summary>v5.3.</summary>
    [Test]
    [Fixed("CONFLICT-NOKILL")]
    public static Task AddOverAnotherIn53() =>
        AddOverAnother(static (key, put, rcu, other) => new TakesKey(key, put, rcu) { Other = other });

    /// <summary>v5.0: HMM waits for a reference that nobody killed when a registration fails.</summary>
    [Test]
    [Buggy("HMM-EXIT-HANG", 5)]
    public static Task HmmWithFailuresIn50() => AddHmm(Releases.V5_0(), canFail: true);

    /// <summary>v5.2.</summary>
    [Test]
    [Fixed("HMM-EXIT-HANG")]
    public static Task HmmWithFailuresIn52() => AddHmm(Releases.V5_2(), canFail: true);

    /// <summary>v5.2: HMM never gives the key back.</summary>
    [Test]
    [Buggy("HMM-KEYLEAK", 5)]
    public static Task HmmKeyIn52() => HmmKey(Releases.V5_2());

    /// <summary>v5.3: the page map gives it back.</summary>
    [Test]
    [Fixed("HMM-KEYLEAK")]
    public static Task HmmKeyIn53() => HmmKey(Releases.V5_3());

    private static async Task BindWithFailures(Linux linux)
    {
        var pmem = new Pmem(linux, new Pgmap(MemoryType.FsDax, 1, new PercpuRef(linux.Rcu)), canFail: true);
        if (await pmem.Driver.Bind())
        {
            await pmem.Driver.Unbind();
        }

        Bug.On(pmem.Pgmap.Ref.IsInitialized, "the queue's usage counter is left behind");
        Bug.On(linux.Key.IsOn, "the key is on and has no users");
    }

    private static async Task BindWithoutPageFree(Linux linux)
    {
        var pgmap = new Pgmap(MemoryType.Private, 1, new PercpuRef(linux.Rcu)) { LacksPageFree = true };
        Bug.On(await linux.Memremap.Map(new Device(), pgmap), "a page map without callbacks is mapped");
        Bug.On(pgmap.Ref.IsInitialized, "the page map's reference is left behind");
    }

    private static async Task AddOverAnother(Func<ManagedKey, Puts.PutPage, Rcu, Pgmap, LeavesKillToDriver> memremap)
    {
        var linux = Releases.V5_0();
        var other = await linux.BindPmem();
        var device = new Device();
        var pgmap = new Pgmap(MemoryType.Private, 1, new PercpuRef(linux.Rcu));
        var form = memremap(linux.Key, linux.Put, linux.Rcu, other.Pgmap);
        var hmm = new HmmDriver(linux.Key, form, device, pgmap);
        Bug.On(await hmm.Add(), "two page maps have the same addresses");
        await hmm.Remove();
        Bug.On(pgmap.Ref.IsInitialized, "the page map's reference is left behind");
    }

    private static async Task AddHmm(Linux linux, bool canFail)
    {
        var pgmap = new Pgmap(MemoryType.Private, 1, new PercpuRef(linux.Rcu));
        var hmm = new HmmDriver(linux.Key, linux.Memremap, new Device(canFail), pgmap);
        await hmm.Add();
        await hmm.Remove();
        Bug.On(pgmap.Ref.IsInitialized, "the page map's reference is left behind");
    }

    private static async Task HmmKey(Linux linux)
    {
        await AddHmm(linux, canFail: false);
        Bug.On(linux.Key.IsOn, "the key is on and has no users");
    }
}
