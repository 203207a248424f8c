using Interleave;
using Interleave.Memory;
using Interleave.Search;
using Interleave.Traces;
using Interleave.Violations;
using PgmapCheck.Model.Bugs;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Protocol.GetUserPages;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests;

/// <summary>What holds and what breaks on a memory that is weaker than sequential consistency.</summary>
public sealed class MemoryTests
{
    private static readonly SearchBounds s_bounds = new() { MaxStates = 1_000_000 };

    public static TheoryData<string> FixedCaseNames => [.. Case.Of(FixedForms.All).Select(c => c.Name)];

    public static TheoryData<string> ReleasedCaseNames => [.. Case.Of(KnownReleases.All).Select(c => c.Name)];

    public static TheoryData<string, string> BugsOfWeakerMemories
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (
                var (bug, release) in KnownBugs
                    .All.Where(bug => !bug.SymptomsUnder.IsEmpty)
                    .SelectMany(bug => bug.Releases.Select(release => (bug.Id, release)))
            )
            {
                pairs.Add(bug, release);
            }

            return pairs;
        }
    }

    // They are those after them but for little; docs/memory-models.md has figures of all.
    private static readonly string[] s_leftOut =
    [
        "v4.18",
        "v5.0",
        "v5.2",
        "v5.3",
        "v5.7",
        "v5.19",
        "v6.12",
        "v6.15",
        "v6.17",
        "v6.18",
        "v6.19",
        "v7.0",
    ];

    // The releases whose fixed form takes pages without ordering, and looks at the huge entry again afterwards.
    private static readonly string[] s_huge = ["v5.18", "v5.19", "v6.1"];

    public static TheoryData<string> HugeEntryNames => [.. HugeEntries];

    public static TheoryData<string> WeakCaseNames =>
        [
            .. Case.Of(FixedForms.All)
                .Select(c => c.Name)
                .Where(name => !s_leftOut.Any(left => name.StartsWith(left + "+", StringComparison.Ordinal)))
                .Except(HugeEntries),
        ];

    private static IEnumerable<string> HugeEntries =>
        s_huge.Select(release => $"{release}+fixes/gup-fast-huge-vs-truncate");

    public static TheoryData<string, MemoryModel> BugsAndMemories
    {
        get
        {
            var pairs = new TheoryData<string, MemoryModel>();
            foreach (var bug in KnownBugs.All.Where(bug => bug.Claim == BugClaim.OnlyUnderWeakMemory))
            {
                pairs.Add(bug.Id, MemoryModel.Sequential);
                pairs.Add(bug.Id, MemoryModel.Tso);
                pairs.Add(bug.Id, MemoryModel.Weak);
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(FixedCaseNames))]
    public void The_fixed_kernel_is_proved_under_total_store_order(string name)
    {
        var verdict = Check(Cases.Named(name), MemoryModel.Tso);

        Assert.True(
            verdict.IsProof,
            $"{verdict.Incomplete} {string.Join("; ", verdict.Counterexamples.Select(c => c.Violation))}"
        );
    }

    [Theory]
    [MemberData(nameof(ReleasedCaseNames))]
    public void A_release_violates_under_total_store_order_what_the_catalogue_says(string name)
    {
        var subject = Cases.Named(name);
        var verdict = Check(subject, MemoryModel.Tso);

        Assert.True(verdict.Complete, verdict.Incomplete);
        Assert.Equal(
            KernelProperties
                // no search of this memory decides it
                .Names.Where(property => property != EngineRules.FairExecutionsEnd)
                .Where(property =>
                    KnownBugs.Explain(subject.Release.Name, subject.Scenario.Name, property, MemoryModel.Tso)
                        is not null
                )
                .Order(),
            verdict.Counterexamples.Select(c => c.Violation.Property).Distinct().Order()
        );
    }

    [Theory]
    [MemberData(nameof(BugsOfWeakerMemories))]
    public void What_a_bug_breaks_only_on_a_weaker_memory_its_fix_alone_mends(string id, string release)
    {
        var bug = KnownBugs.All.Single(b => b.Id == id);
        Assert.All(
            bug.SymptomsUnder,
            symptom =>
            {
                var subject = Cases.Named($"{release}/{symptom.Scenario}");
                var twin = subject with { Release = bug.Fix(subject.Release) };

                Assert.True(Violates(subject, symptom.Memory, symptom.Property));
                Assert.False(Violates(subject, MemoryModel.Sequential, symptom.Property));
                Assert.False(Violates(twin, symptom.Memory, symptom.Property));
            }
        );
    }

    [Theory]
    [MemberData(nameof(WeakCaseNames))]
    public void The_fixed_kernel_is_proved_under_a_weak_memory(string name)
    {
        var verdict = Check(Cases.Named(name), MemoryModel.Weak);

        Assert.True(
            verdict.IsProof,
            $"{verdict.Incomplete} {string.Join("; ", verdict.Counterexamples.Select(c => c.Violation))}"
        );
    }

    // docs/memory-models.md, "Taking pages under a huge entry": nothing orders the loads of the entry after the counts,
    // unless taking a page is fully ordered.
    [Theory]
    [MemberData(nameof(HugeEntryNames))]
    public void Looking_at_a_huge_entry_again_is_not_enough_under_a_weak_memory(string name)
    {
        var found = Cases.Named(name);
        var verdict = Check(found, MemoryModel.Weak);
        var ordered = found with
        {
            Release = found.Release with
            {
                GetUserPages = found.Release.GetUserPages with { Grab = new OnlyLivePages() },
            },
        };

        Assert.True(verdict.Complete, verdict.Incomplete);
        Assert.Equal(KernelRules.NoBusyBlockIsFreed, Assert.Single(verdict.Counterexamples).Violation.Property);
        Assert.True(Check(ordered, MemoryModel.Weak).IsProof);
    }

    [Theory]
    [MemberData(nameof(BugsAndMemories))]
    public void A_bug_of_memory_order_shows_where_the_catalogue_says(string id, MemoryModel memory)
    {
        var bug = KnownBugs.All.Single(b => b.Id == id);
        var broken = Check(Case.OfBroken(bug), memory);

        Assert.Equal(
            bug.ShowsUnder.Contains(memory),
            broken.Counterexamples.Any(c => c.Violation.Property == bug.Property)
        );
        Assert.True(broken.Complete, broken.Incomplete);
        Assert.True(Check(Case.OfTwin(bug), memory).IsProof);
        Assert.All(
            broken.Counterexamples,
            found =>
            {
                Assert.Equal(memory, found.Schedule.Memory);
                Assert.Equal(found.Violation, Replayer.Replay(Case.OfBroken(bug).Program, found.Schedule).Violation);
            }
        );
    }

    [Fact]
    public void Only_bugs_of_memory_order_name_memories() =>
        Assert.All(
            KnownBugs.All,
            bug => Assert.Equal(bug.Claim == BugClaim.OnlyUnderWeakMemory, !bug.ShowsUnder.IsEmpty)
        );

    [Fact]
    public void Every_bug_shows_under_total_store_order_too() =>
        Assert.All(
            KnownBugs.All.Where(bug => bug.Claim == BugClaim.Violated && bug.Property != EngineRules.FairExecutionsEnd),
            bug =>
                Assert.Contains(
                    bug.Property,
                    Check(Case.OfBroken(bug), MemoryModel.Tso).Counterexamples.Select(c => c.Violation.Property)
                )
        );

    private static bool Violates(Case c, MemoryModel memory, string property)
    {
        var verdict = Check(c, memory);
        Assert.True(verdict.Complete, verdict.Incomplete);
        return verdict.Counterexamples.Any(found => found.Violation.Property == property);
    }

    private static Verdict Check(Case c, MemoryModel memory) =>
        Checker.Check(c.Program, new SearchOptions { Memory = memory, Bounds = s_bounds });
}
