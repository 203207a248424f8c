using Interleave.Coyote;
using Microsoft.Coyote;
using PgmapCheck.Figures;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Plain.EntryPoints;

namespace PgmapCheck.Coyote.Tests;

/// <summary>
/// The protocol as plain C#, rewritten, beside the model: Coyote finds a bug only where the search of the same case
/// finds one, and finds each within as many schedules as are pinned.
/// </summary>
public sealed class PlainTests
{
    private static readonly Dictionary<string, EntryPoint> s_entries = EntryPoint.All.ToDictionary(entry => entry.Name);

    // Weak memory; HMM's hotplug, KVM, migration and faults of private memory, peer-to-peer memory, entries of DAX
    // files; page->mapping; a warning that takes no second thread, and a livelock in one thread.
    private static readonly string[] s_ofOtherParts =
    [
        "MBAR-WAKE",
        "MBAR-WAKE-RMW",
        "HMM-REMOVE-WARN",
        "KVM-NOPUT",
        "DP-FAULT",
        "DP-SPEC",
        "DP-TRYLOCK",
        "DP-ENTRY-WAIT",
        "ANON-MAPPING",
        "MIGRATE-LRU",
        "MIGRATE-LRU-FAILED",
        "MIGRATE-LRU-FAULT",
        "P2P-REFLEAK",
        "P2P-ZEROREF",
        "P2P-REFRESET",
        "P2P-CHECK",
        "P2P-RESET-LATE",
        "P2P-RESET-LATE-WARN",
        "ENTRY-BATON",
        "ENTRY-SELFDL",
        "LOCKED-SKIP",
        "XAS-SKIP",
        "ZERO-ENTRY",
        "SHARE-RACE",
        "SHARE-RACE-MARK",
        "SHARE-READERS",
        "FSYNC-SKIP",
        "EVICT",
        "BUSY-LIVELOCK",
        "MAPPING-LOST",
        "NULL-REF",
        "SKEY-PUTANY",
    ];

    // The gate has time for few; bench/coyote.sh sets the variable and takes its time.
    private static readonly int s_cleanSchedules = Agreement.IsLong ? 2_000 : 60;

    public static TheoryData<string> Buggy => Named(entry => entry.Mark is BuggyAttribute);

    public static TheoryData<string> Clean => Named(entry => entry.Mark is not BuggyAttribute);

    public static TheoryData<CoyoteStrategy> Strategies => [.. Enum.GetValues<CoyoteStrategy>()];

    [Theory]
    [MemberData(nameof(Buggy))]
    public void A_bug_is_found_soon_and_the_search_finds_it(string name)
    {
        var entry = s_entries[name];
        var result = entry.Run(((BuggyAttribute)entry.Mark).Within);

        Assert.NotEqual("", result.Bug);
        Assert.Empty(result.Report.UncontrolledInvocations);
        Assert.True(entry.IsViolated);
    }

    [Theory]
    [MemberData(nameof(Clean))]
    public void A_form_without_bugs_has_none_and_the_search_says_so(string name)
    {
        var entry = s_entries[name];
        var result = entry.Run(s_cleanSchedules);

        Assert.Equal("", result.Bug);
        Assert.Equal(s_cleanSchedules, result.Iterations);
        Assert.Empty(result.Report.UncontrolledInvocations);
        Assert.False(entry.IsViolated);
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Each_strategy_finds_bugs(CoyoteStrategy strategy)
    {
        Assert.Equal("a user finds the key off", Bug("KeyTests.TwoUsersComeIn418", strategy));
        Assert.StartsWith("Deadlock detected.", Bug("PutTests.ReleasePagesIn418", strategy), StringComparison.Ordinal);
        Assert.NotEqual("", Bug("TeardownTests.LastPutOfDeviceDaxIn50", strategy)); // its symptoms differ
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void No_strategy_finds_one_where_there_is_none(CoyoteStrategy strategy)
    {
        Assert.Equal("", s_entries["KeyTests.TwoUsersComeIn510"].Run(strategy, s_cleanSchedules).Bug);
        Assert.Equal("", s_entries["PutTests.ReleasePagesIn53"].Run(strategy, s_cleanSchedules).Bug);
        Assert.Equal("", s_entries["GupTests.SlowVersusUnbindOfLivePages"].Run(strategy, s_cleanSchedules).Bug);
    }

    [Fact]
    public void Every_bug_has_its_entry_point_or_belongs_to_other_parts() =>
        Assert.Equal(
            KnownBugs.All.Select(bug => bug.Id).Order(StringComparer.Ordinal),
            EntryPoint
                .All.Where(entry => entry.Mark is BuggyAttribute)
                .Select(entry => entry.Mark.Bug)
                .Distinct()
                .Concat(s_ofOtherParts)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void What_was_kept_is_followed_again()
    {
        var entry = s_entries["PutTests.ReleasePagesIn418"];
        var first = entry.Run(2_000);
        var again = entry.Run(Configuration.Create().WithReproducibleTrace(first.Trace));

        Assert.Equal(1, again.Report.NumOfFoundBugs);
        Assert.Equal(first.Bug, again.Bug);
    }

    private static string Bug(string name, CoyoteStrategy strategy) => s_entries[name].Run(strategy, 2_000).Bug;

    private static TheoryData<string> Named(Func<EntryPoint, bool> which) =>
        [.. EntryPoint.All.Where(which).Select(entry => entry.Name)];
}
