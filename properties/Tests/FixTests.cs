using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Protocol.Hmm;
using PgmapCheck.Model.Protocol.JumpLabel;
using PgmapCheck.Model.Protocol.ManagedKey;
using PgmapCheck.Model.Protocol.ManagedPut;
using PgmapCheck.Model.Protocol.ReleasePages;
using PgmapCheck.Model.Releases;
using static PgmapCheck.Model.Releases.KnownReleases;

namespace PgmapCheck.Properties.Tests;

/// <summary>Each upstream fix, put alone into v4.18, removes its bug: the whole of it, and nothing else.</summary>
public sealed class FixTests
{
    private static readonly Lazy<HashSet<(string, string)>> s_before = new(() => Findings.In(V4_18));

    [Fact]
    public void Release_pages_that_looks_at_every_device_page_ends_REL_PAGES() =>
        AssertEnds(V4_18 with { ReleasePages = new EveryDevicePage() }, "REL-PAGES");

    [Fact]
    public void A_key_that_counts_its_users_ends_both_races_of_the_key() => AssertEnds(
        V4_18 with { ManagedKey = new KeyCountsUsers(), JumpLabel = new FetchAddUnless() }, "SKEY-GET2", "SKEY-PUTGET");

    // a1247d06d010 ("locking/static_key: Fix false positive warnings on concurrent dec/inc"): v4.18's static keys warn of
    // nothing as soon as a third driver uses them.
    [Fact]
    public void That_key_needs_the_later_form_of_its_decrement()
    {
        var after = Findings.In(V4_18 with { ManagedKey = new KeyCountsUsers() });

        Assert.Contains(("three-key-toggles", KernelRules.NoWarnings), after);
        Assert.DoesNotContain(("three-key-toggles", KernelRules.KeyMatchesUsers), after);
    }

    [Fact]
    public void Shutdown_handling_of_v5_0_ends_SHUTDOWN() =>
        AssertEnds(V4_18 with { Memremap = V5_0.Memremap }, "SHUTDOWN");

    [Fact]
    public void Looking_for_busy_pages_of_unmapped_files_ends_UNMAPPED_BUSY() =>
        AssertEnds(V4_18 with { LayoutBusyPage = V4_18.LayoutBusyPage with { LooksAtUnmappedFiles = true } }, "UNMAPPED-BUSY");

    [Fact]
    public void Looking_again_without_having_slept_ends_BREAK_RETRY() =>
        AssertEnds(V4_18 with { BreakLayouts = V4_18.BreakLayouts with { LooksAgain = true } }, "BREAK-RETRY");

    // The same change of memremap also has what v5.0 and v5.2 did, so that more than hmm's bugs goes.
    [Fact]
    public void Memremap_of_v5_3_and_an_hmm_that_uses_it_end_both_bugs_of_hmm()
    {
        var after = Findings.In(V4_18 with { Memremap = V5_3.Memremap, Hmm = new ThroughMemremap() });

        Assert.Empty(after.Except(s_before.Value));
        Assert.Empty(after.Intersect(Findings.SymptomsOf("HMM-KEYLEAK", "HMM-REMOVE-WARN")));
    }

    [Fact]
    public void Neither_half_of_that_gives_the_key_back()
    {
        var leak = Findings.SymptomsOf("HMM-KEYLEAK");

        Assert.Superset(leak, Findings.In(V4_18 with { Memremap = V5_3.Memremap }));
        Assert.Superset(leak, Findings.In(V4_18 with { Memremap = V5_2.Memremap, Hmm = new ThroughMemremap() }));
    }

    [Fact]
    public void Two_changes_that_upstream_does_not_have_end_what_upstream_left()
    {
        var fixedThere = FixedForms.Of(V4_18)!;
        var upstreamOnly = fixedThere with { ManagedPut = V4_18.ManagedPut, GetUserPages = V4_18.GetUserPages };
        var upstream = Findings.In(upstreamOnly);
        var held = Findings.In(upstreamOnly with { ManagedPut = new HoldsPagemap() });
        var live = Findings.In(upstreamOnly with { GetUserPages = V4_18.GetUserPages with { Grab = new OnlyLivePages() } });

        Assert.Equal(Findings.SymptomsOf("IDLE-PUT", "IDLE-PUT-BATCH", "GUP-REVIVE"), upstream);
        Assert.All(held, symptom => Assert.Equal("gup-slow-vs-unplug", symptom.Item1));
        Assert.Equal(Findings.SymptomsOf("IDLE-PUT", "IDLE-PUT-BATCH"), live);
        Assert.Empty(Findings.In(fixedThere));
    }

    private static void AssertEnds(Release release, params ReadOnlySpan<string> bugs)
    {
        var after = Findings.In(release);

        Assert.Empty(after.Except(s_before.Value));
        Assert.Equal(Findings.SymptomsOf(bugs), s_before.Value.Except(after).ToHashSet());
    }
}
