using Interleave;
using Interleave.Programs;
using Interleave.Search;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Properties.Tests;

/// <summary>What a livelock of the catalogue depends on.</summary>
public sealed class LivelockTests
{
    // Where locks are granted in turn, as queued spinlocks are, whoever has a page's lock gets the page table lock too.
    [Fact]
    public void Only_an_unfair_lock_lets_a_spinning_thread_starve_another()
    {
        var faults = KnownScenarios.All.Single(scenario => scenario.Name == "private-fault-vs-fault");
        var spins = new Case(KnownReleases.V6_15, faults).Program;
        var sleeps = new Case(
            KnownReleases.V6_15 with
            {
                PrivateFault = new SleepsForLock { ClearsLast = true },
            },
            faults
        ).Program;

        Assert.Equal([KernelRules.ExecutionsEnd], Violated(spins, Liveness.Weak));
        Assert.Empty(Violated(spins, Liveness.Strong));
        Assert.Empty(Violated(sleeps, Liveness.Weak));
    }

    // Threads that hold the page against each other do so however fairly they are scheduled.
    [Theory]
    [InlineData("DP-TRYLOCK")]
    [InlineData("DP-ENTRY-WAIT")]
    public void References_that_stop_each_other_need_no_unfair_lock(string id) =>
        Assert.Contains(
            KernelRules.ExecutionsEnd,
            Violated(Case.OfBroken(KnownBugs.All.Single(bug => bug.Id == id)).Program, Liveness.Strong)
        );

    private static IEnumerable<string> Violated(ConcurrentProgram program, Liveness fairness) =>
        Checker
            .Prove(program, new SearchOptions { Liveness = fairness })
            .Counterexamples.Select(x => x.Violation.Property);
}
