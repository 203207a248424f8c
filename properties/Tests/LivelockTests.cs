using Interleave;
using Interleave.Search;
using PgmapCheck.Model.Bugs;

namespace PgmapCheck.Properties.Tests;

/// <summary>
/// The catalogue's livelocks: threads that never get on although each gets its turn. Locks are granted in turn, as queued
/// spinlocks are, so the stronger fairness is the kernel's.
/// </summary>
public sealed class LivelockTests
{
    public static TheoryData<string> Ids => [.. KnownBugs.Livelocks.Select(b => b.Id)];

    public static TheoryData<string> FixedNames => [.. Case.Of(FixedForms.All.Select(WithoutLivelocks))
        .Where(c => c.Scenario.Name.StartsWith("private-", StringComparison.Ordinal)).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void A_livelock_is_found_and_its_fix_ends_it(string id)
    {
        var bug = KnownBugs.Livelocks.Single(b => b.Id == id);
        var found = Assert.Single(Decide(Case.OfBroken(bug)).Counterexamples, x => x.Violation.Property == bug.Property);

        Assert.Equal(ViolationKind.Livelock, found.Violation.Kind);
        Assert.DoesNotContain(bug.Property, Decide(Case.OfTwin(bug)).Counterexamples.Select(x => x.Violation.Property));
    }

    [Theory]
    [MemberData(nameof(FixedNames))]
    public void With_all_fixes_every_fair_execution_ends(string name)
    {
        var subject = Case.Of(FixedForms.All.Select(WithoutLivelocks)).Single(c => c.Name == name);

        Assert.True(Decide(subject).IsProof);
    }

    private static Model.Releases.Release WithoutLivelocks(Model.Releases.Release form) => KnownBugs.Livelocks
        .Where(bug => bug.Releases.Concat(bug.HiddenIn).Any(release => form.Name == $"{release}+fixes"))
        .Aggregate(form, (fixedForm, bug) => bug.Fix(fixedForm));

    private static Verdict Decide(Case subject) =>
        Checker.Prove(subject.Program, new SearchOptions { Liveness = Liveness.Strong });
}
