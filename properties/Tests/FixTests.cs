using System.Collections.Immutable;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.PrivateMemory;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Protocol.StaticKeys;
using static PgmapCheck.Model.Releases.KnownReleases;

namespace PgmapCheck.Properties.Tests;

/// <summary>Each fix, put alone into the kernel that has the bug, removes the whole of it and breaks nothing
/// else.</summary>
public sealed class FixTests
{
    public static TheoryData<string> Ids =>
        [.. KnownBugs.All.Where(b => b.Claim == BugClaim.Violated).Select(b => b.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_fix_ends_its_bug_everywhere_and_brings_none_that_is_not_known(string id)
    {
        var bug = KnownBugs.All.Single(b => b.Id == id);
        var before = Findings.In(bug.Broken);
        var after = Findings.In(bug.Twin);
        var others = KnownBugs.All.Where(b => b.Id != id).SelectMany(b => b.Symptoms).ToHashSet();

        Assert.Contains((bug.Scenario, bug.Property), before);
        Assert.Empty(after.Intersect(bug.Symptoms).Except(others));
        Assert.Empty(after.Except(before).Except(others));
    }

    // a1247d06d010 ("locking/static_key: Fix false positive warnings on concurrent dec/inc"): v4.18's static keys warn
    // of nothing as soon as a third driver uses them.
    [Fact]
    public void A_key_that_counts_its_users_needs_the_later_form_of_its_decrement()
    {
        var after = Findings.In(V4_18 with { ManagedKey = new KeyCountsUsers() });

        Assert.Contains(("three-key-toggles", KernelRules.NoWarnings), after);
        Assert.DoesNotContain(("three-key-toggles", KernelRules.KeyMatchesUsers), after);
    }

    [Fact]
    public void Neither_half_of_what_v5_3_did_to_memremap_and_hmm_gives_the_key_back()
    {
        var leak = Findings.SymptomsOf("HMM-KEYLEAK");

        Assert.Superset(leak, Findings.In(V4_18 with { Memremap = V5_3.Memremap }));
        Assert.Superset(leak, Findings.In(V4_18 with { Memremap = V5_2.Memremap, Hmm = new ThroughMemremap() }));
    }

    [Fact]
    public void Two_changes_that_upstream_does_not_have_end_what_upstream_left()
    {
        var fixedThere = FixedForms.Of(V5_10)!;
        var upstreamOnly = fixedThere with
        {
            ManagedPut = V5_10.ManagedPut,
            GetUserPages = fixedThere.GetUserPages with { Grab = V5_10.GetUserPages.Grab },
        };
        var held = Findings.In(upstreamOnly with { ManagedPut = new HoldsPagemap() });
        var live = Findings.In(upstreamOnly with { GetUserPages = fixedThere.GetUserPages });

        AssertShows(Findings.In(upstreamOnly), "IDLE-PUT", "IDLE-PUT-BATCH", "GUP-REVIVE");
        Assert.All(held, symptom => Assert.StartsWith("gup-", symptom.Scenario, StringComparison.Ordinal));
        // In get_user_pages both are behind it on a release. GUP-REVIVE's fix ends it, as it has the other's in it.
        AssertShows(
            live.Except(Findings.SymptomsOf("GUP-REVIVE").Where(s => s.Property == KernelRules.NoUseAfterFree)),
            "IDLE-PUT",
            "IDLE-PUT-BATCH"
        );
        Assert.Empty(Findings.In(fixedThere));
    }

    // Each of these bugs, and no other.
    private static void AssertShows(
        ImmutableHashSet<(string Scenario, string Property)> found,
        params ReadOnlySpan<string> ids
    )
    {
        // DP-FAULT breaks the same property there as long as it is not fixed, so that no released kernel shows IDLE-PUT
        // alone.
        Assert.Empty(
            found.Except(Findings.SymptomsOf(ids)).Except([("private-fault-vs-unplug", KernelRules.NoUseAfterFree)])
        );
        foreach (var id in ids)
        {
            Assert.NotEmpty(found.Intersect(Findings.SymptomsOf(id)));
        }
    }
}
