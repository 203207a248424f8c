using FsCheck;
using FsCheck.Fluent;
using Interleave.Search;

namespace Interleave.Tests.RandomPrograms;

/// <summary>
/// Dynamic partial-order reduction sees what every schedule shows, and takes each way to order dependent steps exactly once.
/// </summary>
public sealed class PartialOrderTests
{
    private const int Programs = 3000;
    private const int MostExecutions = 20_000;
    private const int MostSchedules = 3000;

    [Fact]
    public void It_agrees_with_every_schedule() =>
        Assert.Equal(0, Differences(ProgramGenerator.Terminating, DeliberateFault.None, Programs, int.MaxValue));

    [Fact]
    public void It_agrees_where_every_state_has_a_property() =>
        Assert.Equal(0, Differences(ProgramGenerator.WithInvariant, DeliberateFault.None, Programs, int.MaxValue));

    [Theory]
    [InlineData("SleepThroughConflicts", 40)]
    [InlineData("OverlookWhoWaits", 5)]
    [InlineData("TakeTwoAtMost", 40)]
    [InlineData("OverlookProperties", 40)]
    public void A_broken_rule_is_noticed(string rule, int enough)
    {
        var programs = rule == "OverlookProperties" ? ProgramGenerator.WithInvariant : ProgramGenerator.Terminating;
        Assert.Equal(enough, Differences(programs, Enum.Parse<DeliberateFault>(rule), Programs, enough));
    }

    [Fact]
    public void Every_trace_is_completed_once()
    {
        var compared = 0;
        Check.One(Repeatable.Config(Programs / 3), Prop.ForAll(ProgramGenerator.Terminating, text =>
        {
            var bare = text with { HasNoProperties = true };
            var verdict = Explore(bare, DeliberateFault.None).Verdict;
            if (verdict is { Complete: true, Counterexamples.IsEmpty: true }
                && Traces.Count(bare.ToProgram(), MostSchedules) is { } traces)
            {
                compared++;
                Assert.Equal(traces, verdict.Executions);
            }
        }));
        Assert.InRange(compared, Programs / 10, Programs);
    }

    private static int Differences(
        Arbitrary<ProgramText> programs, DeliberateFault fault, int tests, int enough)
    {
        var noticed = 0;
        var left = 0;
        Check.One(Repeatable.Config(tests), Prop.ForAll(programs, text =>
        {
            var program = text.ToProgram();
            if (noticed < enough && Strategy.Naive(program, MostExecutions) is { Verdict.Complete: true } naive)
            {
                // It goes on behind violations, so that it may have more to do than there are schedules.
                var reduced = Explore(text, fault);
                left += reduced.Verdict.Complete ? 0 : 1;
                var difference = reduced.Verdict.Complete || naive.Verdict.Counterexamples.IsEmpty ? Difference(naive, reduced) : null;
                noticed += difference is null ? 0 : 1;
                Assert.True(fault != DeliberateFault.None || difference is null, difference);
            }
        }));
        Assert.InRange(left, 0, tests / 100);
        return noticed;
    }

    private static Exploration Explore(ProgramText text, DeliberateFault fault) => Exploration.Of(
        "source-DPOR", text.ToProgram(),
        new SearchOptions { Fault = fault, Bounds = new SearchBounds { MaxStates = MostExecutions * 2 } }, Checker.SearchPartialOrders);

    // A property of states is seen to be violated, but not in each state in which it is.
    private static string? Difference(Exploration naive, Exploration reduced) =>
        !reduced.Verdict.Complete ? reduced.Verdict.Incomplete
        : !naive.Violated.SequenceEqual(reduced.Violated)
            ? $"violated are {string.Join(", ", naive.Violated)}, and it sees {string.Join(", ", reduced.Violated)}"
        : !naive.Verdict.NeverReached.SequenceEqual(reduced.Verdict.NeverReached) ? "it does not reach the same"
        : Missing(naive, reduced) ?? Missing(reduced, naive)
            ?? (naive.Verdict.Counterexamples.IsEmpty && reduced.Verdict.Executions > naive.Verdict.Executions ? "it takes more executions" : null);

    private static string? Missing(Exploration a, Exploration b) =>
        a.Outcomes.Where(static outcome => !outcome.StartsWith(ProgramText.Invariant, StringComparison.Ordinal))
            .FirstOrDefault(outcome => !b.Outcomes.Contains(outcome)) is { } missing ? $"only {a.Name} ends in '{missing}'" : null;
}
