using Interleave;
using Interleave.Routines;
using Interleave.Search;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.Layouts;
using PgmapCheck.Model.Protocol.References;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Scenarios;

namespace PgmapCheck.Properties.Tests;

/// <summary>Which kernels have a bug is told by their parts, and which bug is behind a violation by its fix.</summary>
public sealed class PresenceTests
{
    private static readonly Release s_own = KnownReleases.V5_3 with
    {
        Name = "mine",
        ReleasePages = KnownReleases.V4_18.ReleasePages,
    };

    public static TheoryData<string> Ids => [.. KnownBugs.All.Select(b => b.Id)];

    // All of them take twice as long.
    public static TheoryData<string, string> BugsAndEnds
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var bug in KnownBugs.All.Where(bug => !bug.Releases.IsEmpty))
            {
                foreach (var release in new[] { bug.Releases[0], bug.Releases[^1] }.Distinct())
                {
                    pairs.Add(bug.Id, release);
                }
            }

            return pairs;
        }
    }

    // More have the parts, and nothing that leads to it, or something plainer that comes first.
    [Theory]
    [MemberData(nameof(Ids))]
    public void What_the_catalogue_names_has_the_parts(string id) =>
        Assert.All(
            KnownReleases.All.Where(release => Named(id).IsNamed(release.Name)),
            r => Assert.True(Named(id).IsIn(r))
        );

    [Theory]
    [MemberData(nameof(Ids))]
    public void Its_fix_takes_it_out_by_the_parts_too(string id)
    {
        Assert.True(Named(id).IsIn(Named(id).Broken));
        Assert.False(Named(id).IsIn(Named(id).Twin));
    }

    // Other bugs may break the same property there: then the fixes of some end it together, and this one's has to be
    // among them.
    [Theory]
    [MemberData(nameof(BugsAndEnds))]
    public void Each_symptom_goes_with_the_fix(string id, string name)
    {
        var bug = Named(id);
        var release = KnownReleases.All.Single(r => r.Name == name);

        Assert.All(
            bug.Symptoms,
            symptom =>
                Assert.True(
                    IsEnded(symptom, release, [bug]) || IsNeeded(symptom, release, bug),
                    $"{symptom.Scenario}: {symptom.Property}"
                )
        );
    }

    [Fact]
    public void A_kernel_of_ones_own_has_known_bugs()
    {
        var subject = Of(s_own, "release-pages-vs-truncate");

        Assert.Equal("REL-PAGES", Attribution.Find(subject, KernelRules.WaitersAreWoken, new SearchOptions())?.Id);
        Assert.True(Named("REL-PAGES").IsIn(s_own));
        Assert.False(Named("REL-PAGES").IsIn(KnownReleases.V5_3));
    }

    [Fact]
    public void A_bug_that_the_kernel_has_not_explains_nothing()
    {
        var subject = Of(s_own with { ReleasePages = new EveryDevicePage() }, "release-pages-vs-truncate");

        Assert.Null(Attribution.Find(subject, KernelRules.WaitersAreWoken, new SearchOptions()));
    }

    [Fact]
    public void What_a_kernel_is_called_explains_nothing()
    {
        var mended = Of(KnownReleases.V5_2 with { ReleasePages = new NeverDevicePages() }, "release-pages-vs-truncate");

        Assert.Equal("REL-PAGES", KnownBugs.Explain("v5.2", mended.Scenario.Name, KernelRules.WaitersAreWoken)?.Id);
        Assert.Contains(
            KernelRules.WaitersAreWoken,
            Checker.Prove(mended.Program).Counterexamples.Select(found => found.Violation.Property)
        );
        Assert.Null(Attribution.Find(mended, KernelRules.WaitersAreWoken, new SearchOptions()));
    }

    [Fact]
    public void A_bug_shows_where_nobody_has_seen_it_yet()
    {
        var subject = new Case(
            s_own,
            KnownScenarios.All.Single(s => s.Name == "release-pages-vs-truncate") with
            {
                Name = "mine",
            }
        );

        Assert.Equal("REL-PAGES", Attribution.Find(subject, KernelRules.WaitersAreWoken, new SearchOptions())?.Id);
    }

    // v6.12 has bugs enough whose fixes end much; none of them has to do with how long truncate keeps its lock.
    [Fact]
    public void A_deadlock_of_ones_own_is_nobody_elses()
    {
        var own = KnownReleases.V6_12 with
        {
            Name = "v6.12-mine",
            BreakLayouts = new SleepsWithLock(KnownReleases.V6_12.BreakLayouts),
        };
        var subject = Of(own, "gup-two-pages-vs-truncate");

        Assert.Contains(
            KernelRules.NoDeadlock,
            Checker.Prove(subject.Program).Counterexamples.Select(found => found.Violation.Property)
        );
        Assert.Null(Attribution.Find(subject, KernelRules.NoDeadlock, new SearchOptions()));
    }

    // xfs's wait, with a mistake of one's own.
    private sealed record SleepsWithLock(BreakLayoutsForm Form) : BreakLayoutsForm(Form)
    {
        protected override async Routine WaitXfs(TaskStruct current, DaxFile file) => await current.Schedule();
    }

    // v5.3's form, with a mistake of one's own.
    private sealed class NeverDevicePages : EveryDevicePage
    {
        protected override async Routine<bool> PutDevicePage(Linux linux, Page page) =>
            await page.ReadPgmap() is null && await base.PutDevicePage(linux, page);
    }

    private static bool IsNeeded((string Scenario, string Property) symptom, Release release, Bug bug)
    {
        Bug[] others = [.. KnownBugs.All.Where(other => other != bug && other.IsNamed(release.Name))];
        if (!IsEnded(symptom, release, [.. others, bug]))
        {
            return false;
        }

        foreach (var other in others)
        {
            Bug[] fewer = [.. others.Except([other])];
            others = IsEnded(symptom, release, [.. fewer, bug]) ? fewer : others;
        }

        return !IsEnded(symptom, release, others);
    }

    private static bool IsEnded((string Scenario, string Property) symptom, Release release, Bug[] bugs)
    {
        var repaired = KnownBugs.All.Where(bugs.Contains).Aggregate(release, (form, bug) => bug.Fix(form)) with
        {
            Name = string.Join('~', [release.Name, .. bugs.Select(bug => bug.Id)]), // by which verdicts are kept
        };
        var subject = Of(repaired, symptom.Scenario);
        return !subject.Scenario.RunsOn(repaired)
            || Cases.Check(subject).Counterexamples.All(found => found.Violation.Property != symptom.Property);
    }

    private static Case Of(Release release, string scenario) =>
        new(release, KnownScenarios.All.Single(s => s.Name == scenario));

    private static Bug Named(string id) => KnownBugs.All.Single(b => b.Id == id);
}
