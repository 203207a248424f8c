using Interleave.Search;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests;

/// <summary>The catalogue of bugs and what the search finds say the same.</summary>
public sealed class CatalogueTests
{
    public static TheoryData<string> CaseNames => [.. Case.Of(KnownReleases.All).Select(c => c.Name)];

    public static TheoryData<string> FixedCaseNames => [.. Case.Of(FixedForms.All).Select(c => c.Name)];

    public static TheoryData<string, string> BugsAndReleases
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var (bug, release) in KnownBugs.All.SelectMany(b => b.Releases.Select(r => (b.Id, r))))
            {
                pairs.Add(bug, release);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Every_violation_is_explained_and_its_fix_ends_it(string name)
    {
        var subject = Cases.Named(name);

        Assert.All(
            Cases.Check(subject).Counterexamples,
            found =>
            {
                var property = found.Violation.Property;
                var bug = KnownBugs.Explain(subject.Release.Name, subject.Scenario.Name, property);
                Assert.True(bug is not null, $"{property}: {found.Violation.Explanation}");
                Assert.Equal(bug.Id, Attribution.Find(subject, property, new SearchOptions())?.Id);
            }
        );
    }

    [Theory]
    [MemberData(nameof(BugsAndReleases))]
    public void Every_symptom_is_found(string id, string release)
    {
        var bug = KnownBugs.All.Single(b => b.Id == id);
        var pairs = bug
            .Symptoms.SelectMany(symptom =>
                Case.Of(KnownReleases.All)
                    .Where(c => c.Release.Name == release && c.Scenario.Name == symptom.Scenario)
                    .Select(c => (Case: c, symptom.Property))
            )
            .ToArray();

        Assert.NotEmpty(pairs);
        Assert.All(
            pairs,
            pair =>
                Assert.Contains(pair.Property, Cases.Check(pair.Case).Counterexamples.Select(c => c.Violation.Property))
        );
    }

    [Theory]
    [MemberData(nameof(FixedCaseNames))]
    public void The_fixed_kernel_is_proved(string name) => Assert.True(Cases.Check(Cases.Named(name)).IsProof);

    public static TheoryData<string, string> UnsafeChanges
    {
        get
        {
            var changes = new TheoryData<string, string>();
            foreach (var (bug, change) in KnownBugs.All.SelectMany(b => b.UnsafeChanges.Select(c => (b.Id, c.What))))
            {
                changes.Add(bug, change);
            }

            return changes;
        }
    }

    private static bool Violates(Bug bug, Verdict verdict) =>
        verdict.Counterexamples.Any(c => c.Violation.Property == bug.Property);

    public static TheoryData<string> Ids => [.. KnownBugs.All.Select(b => b.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_bug_breaks_its_property_in_its_smallest_scenario(string id)
    {
        var bug = KnownBugs.All.Single(b => b.Id == id);

        var verdict = Cases.Check(Case.OfBroken(bug));

        Assert.True(
            bug.Claim == BugClaim.Violated ? Violates(bug, verdict) : verdict.IsProof,
            $"{bug.Claim}: {verdict.Counterexamples.Length}"
        );
    }

    [Theory]
    [MemberData(nameof(UnsafeChanges))]
    public void A_change_that_is_said_to_be_unsafe_breaks_it(string id, string what)
    {
        var bug = KnownBugs.All.Single(b => b.Id == id);
        var change = bug.UnsafeChanges.Single(c => c.What == what).Change;
        var subject = Case.OfBroken(bug);

        Assert.True(
            Violates(
                bug,
                Cases.Check(subject with { Release = change(subject.Release) with { Name = $"{id} {what}" } })
            )
        );
    }

    [Fact]
    public void Only_what_is_safe_as_it_was_needs_unsafe_changes() =>
        Assert.All(
            KnownBugs.All,
            bug => Assert.Equal(bug.Claim == BugClaim.SafeUnlessChanged, !bug.UnsafeChanges.IsEmpty)
        );

    [Theory]
    [MemberData(nameof(Ids))]
    public void Its_twin_is_proved_there(string id) =>
        Assert.True(Cases.Check(Case.OfTwin(KnownBugs.All.Single(b => b.Id == id))).IsProof);

    [Theory]
    [InlineData("SKEY-GET2")]
    [InlineData("SKEY-PUTGET")]
    [InlineData("REL-PAGES")]
    [InlineData("HMM-KEYLEAK")]
    [InlineData("FINAL-PUT")]
    public void The_five_bugs_that_the_checker_was_made_for_are_there(string id)
    {
        var bug = Assert.Single(KnownBugs.All, b => b.Id == id);

        Assert.NotNull(bug.FixedBy);
        Assert.NotNull(bug.FixSubject);
    }

    [Fact]
    public void Identifiers_and_scenario_names_are_used_once()
    {
        Assert.Distinct(KnownBugs.All.Select(b => b.Id));
        Assert.Distinct(Cases.All.Select(c => c.Name));
    }

    [Fact]
    public void Every_symptom_names_a_scenario_and_a_property_that_exist()
    {
        var scenarios = Cases.All.Select(c => c.Scenario.Name).ToHashSet();

        var symptoms = KnownBugs.All.SelectMany(b =>
            b.Symptoms.Concat(b.SymptomsUnder.Select(s => (s.Scenario, s.Property)))
        );
        Assert.All(
            symptoms,
            symptom =>
            {
                Assert.Contains(symptom.Scenario, scenarios);
                Assert.Contains(symptom.Property, KernelProperties.Names);
            }
        );
    }
}
