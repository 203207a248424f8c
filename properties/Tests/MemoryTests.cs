using Interleave;
using Interleave.Memory;
using Interleave.Search;
using Interleave.Traces;
using PgmapCheck.Model.Bugs;

namespace PgmapCheck.Properties.Tests;

/// <summary>What holds and what breaks on a memory that is weaker than sequential consistency.</summary>
public sealed class MemoryTests
{
    private static readonly SearchBounds s_bounds = new() { MaxStates = 1_000_000 };

    public static TheoryData<string> FixedCaseNames => [.. Case.Of(FixedForms.All).Select(c => c.Name)];

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

        Assert.True(verdict.IsProof, $"{verdict.Incomplete} {string.Join("; ", verdict.Counterexamples.Select(c => c.Violation))}");
    }

    [Theory]
    [MemberData(nameof(BugsAndMemories))]
    public void A_bug_of_memory_order_shows_where_the_catalogue_says(string id, MemoryModel memory)
    {
        var bug = KnownBugs.All.Single(b => b.Id == id);
        var broken = Check(Case.OfBroken(bug), memory);

        Assert.Equal(bug.ShowsUnder.Contains(memory), broken.Counterexamples.Any(c => c.Violation.Property == bug.Property));
        Assert.True(broken.Complete, broken.Incomplete);
        Assert.True(Check(Case.OfTwin(bug), memory).IsProof);
        Assert.All(broken.Counterexamples, found =>
        {
            Assert.Equal(memory, found.Schedule.Memory);
            Assert.Equal(found.Violation, Replayer.Replay(Case.OfBroken(bug).Program, found.Schedule).Violation);
        });
    }

    [Fact]
    public void Only_bugs_of_memory_order_name_memories() => Assert.All(
        KnownBugs.All, bug => Assert.Equal(bug.Claim == BugClaim.OnlyUnderWeakMemory, !bug.ShowsUnder.IsEmpty));

    [Fact]
    public void Every_bug_shows_under_total_store_order_too() => Assert.All(
        KnownBugs.All.Where(bug => bug.Claim == BugClaim.Violated && bug.Property != EngineRules.FairExecutionsEnd),
        bug => Assert.Contains(bug.Property, Check(Case.OfBroken(bug), MemoryModel.Tso).Counterexamples.Select(c => c.Violation.Property)));

    private static Verdict Check(Case c, MemoryModel memory) =>
        Checker.Check(c.Program, new SearchOptions { Memory = memory, Bounds = s_bounds });
}
