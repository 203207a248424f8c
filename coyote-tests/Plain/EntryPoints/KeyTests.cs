using System.Threading.Tasks;
using Microsoft.Coyote.SystematicTesting;
using PgmapCheck.Plain.Kernel;
using PgmapCheck.Plain.Keys;

namespace PgmapCheck.Plain.EntryPoints;

/// <summary>Drivers that want the static key, and drivers that no longer do.</summary>
public static class KeyTests
{
    /// <summary>v4.18: the second user believes that the key is on before it is.</summary>
    [Test]
    [Buggy("SKEY-GET2", 5)]
    public static Task TwoUsersComeIn418() => TwoUsersCome(new CountsThenSwitches(new DecrementsUnlessOne()));

    /// <summary>v5.3: the same through <c>devmap_managed_enable_get</c>.</summary>
    [Test]
    [Buggy("SKEY-GET2", 5, Kernel = "v5.3")]
    public static async Task TwoUsersComeIn53()
    {
        var key = new CountsThenSwitches(new DecrementsUnlessOne());
        var pgmap = new Pgmap(MemoryType.FsDax, 1, new PercpuRef(new Rcu()));
        await Threads.Join(Task.Run(() => Come(pgmap)), Task.Run(() => Come(pgmap)));
        Bug.On(!key.IsOn, "the key is off and has users");

        void Come(Pgmap pgmap)
        {
            Bug.On(!key.EnableGet(pgmap), "a page map with callbacks is refused");
            Bug.On(!key.IsOn, "a user finds the key off");
        }
    }

    /// <summary>v5.10: counting and switching are one step.</summary>
    [Test]
    [Fixed("SKEY-GET2", Kernel = "v5.10")]
    public static Task TwoUsersComeIn510() => TwoUsersCome(new KeyCountsUsers(new DecrementsUnlessOne()));

    /// <summary>v4.6: the key itself lets the second user believe it.</summary>
    [Test]
    [Buggy("SKEY-FASTINC", 17)]
    public static Task TwoUsersComeIn46() => TwoUsersCome(new KeyCountsUsers(new CountsBeforePatching()));

    /// <summary>v4.7: others come to the lock meanwhile.</summary>
    [Test]
    [Fixed("SKEY-FASTINC")]
    public static Task TwoUsersComeIn47() => TwoUsersCome(new KeyCountsUsers(new DecrementsUnlessOne()));

    /// <summary>v4.18: the last user switches the key off after a new one has come.</summary>
    [Test]
    [Buggy("SKEY-PUTGET", 48)]
    public static Task OneLeavesAndOneComesIn418() =>
        OneLeavesAndOneComes(new CountsThenSwitches(new DecrementsUnlessOne()));

    /// <summary>v5.10.</summary>
    [Test]
    [Fixed("SKEY-PUTGET", Kernel = "v5.10")]
    public static Task OneLeavesAndOneComesIn510() =>
        OneLeavesAndOneComes(new KeyCountsUsers(new DecrementsUnlessOne()));

    /// <summary>v6.1: a put too many takes the count below zero.</summary>
    [Test]
    [Buggy("SKEY-SLOWDEC", 5)]
    public static Task OneLeavesTwiceIn61() => OneLeavesTwice(new KeyCountsUsers(new DecrementsUnlessOne()));

    /// <summary>v6.12: the put too many is refused.</summary>
    [Test]
    [Fixed("SKEY-SLOWDEC")]
    public static Task OneLeavesTwiceIn612() => OneLeavesTwice(new KeyCountsUsers(new DecrementsUnderLock()));

    /// <summary>v6.11: a decrement is lost between two others.</summary>
    [Test]
    [Buggy("SKEY-SLOWDEC2", 5)]
    public static Task OneLeavesAndOneComesAndGoesIn611() =>
        OneLeavesAndOneComesAndGoes(new KeyCountsUsers(new TriesToDecrement()));

    /// <summary>v6.12.</summary>
    [Test]
    [Fixed("SKEY-SLOWDEC2")]
    public static Task OneLeavesAndOneComesAndGoesIn612() =>
        OneLeavesAndOneComesAndGoes(new KeyCountsUsers(new DecrementsUnderLock()));

    private static async Task TwoUsersCome(ManagedKey key)
    {
        await Threads.Join(Task.Run(() => Come(key)), Task.Run(() => Come(key)));
        Bug.On(!key.IsOn, "the key is off and has users");
    }

    private static async Task OneLeavesAndOneComes(ManagedKey key)
    {
        key.GetOps();
        await Threads.Join(Task.Run(key.PutOps), Task.Run(() => Come(key)));
        Bug.On(!key.IsOn, "the key is off and has a user");
    }

    private static async Task OneLeavesTwice(ManagedKey key)
    {
        key.GetOps();
        await Threads.Join(Task.Run(key.PutOps), Task.Run(key.PutOps));
        Bug.On(key.Key.Enabled != 0, "the key without users has another count than 0");
        Bug.On(key.IsOn, "the key is on and has no users");
    }

    private static async Task OneLeavesAndOneComesAndGoes(ManagedKey key)
    {
        key.GetOps();
        await Threads.Join(
            Task.Run(key.PutOps),
            Task.Run(() =>
            {
                Come(key);
                key.PutOps();
            })
        );
        Bug.On(key.Key.Warnings > 0, "the kernel warns of a user that has left and is counted");
        Bug.On(key.IsOn, "the key is on and has no users");
    }

    private static void Come(ManagedKey key)
    {
        key.GetOps();
        Bug.On(!key.IsOn, "a user finds the key off");
    }
}
