using FsCheck;
using Interleave.Memory;
using Interleave.Search;
using Interleave.Tests.RandomPrograms.Reference;
using Xunit.Abstractions;

namespace Interleave.Tests.RandomPrograms;

/// <summary>Each rule of the reductions of sequential consistency, broken: some comparison with the reference
/// fails.</summary>
public sealed class BrokenRuleTests(ITestOutputHelper output)
{
    private const int MostStates = 2000;

    private static readonly Dictionary<string, Arbitrary<ProgramText>> s_programs = new()
    {
        ["ends"] = ProgramGenerator.Terminating,
        ["states"] = ProgramGenerator.WithInvariant,
        ["circles"] = ProgramGenerator.Circular,
        ["locks"] = ProgramGenerator.Locking,
        ["calls"] = ProgramGenerator.Calling,
    };

    [Theory]
    [InlineData("SleepThroughConflicts", "sleep sets", "ends")]
    [InlineData("MergeDifferentFibers", "symmetry", "ends")]
    [InlineData("DropBusyCallers", "symmetry", "calls")]
    [InlineData("ForgetIntegers", "dead locals", "ends")]
    [InlineData("OverlookResults", "sleep sets", "ends")]
    [InlineData("OverlookFutures", "persistent sets", "ends")]
    [InlineData("TrustAnyLock", "persistent sets, locks, no walks", "locks")]
    [InlineData("IgnoreVisibility", "persistent sets", "states")]
    [InlineData("OverlookSeenHoldings", "persistent sets", "calls")]
    [InlineData("OverlookChangedHoldings", "symmetry", "calls")]
    [InlineData("OverlookAskedHoldings", "symmetry", "calls")]
    [InlineData("IgnoreCycleProviso", "persistent sets", "circles")]
    [InlineData("OverlookNews", "persistent sets, locks, no walks", "ends")]
    public void It_is_noticed(string rule, string strategy, string programs)
    {
        var rules = BrokenRules.Named(rule);
        Noticing.AssertOften(
            output,
            s_programs[programs],
            text =>
                ReferenceSearch.Explore(text, MemoryModel.Sequential, MostStates) is { } reference
                && Differs(reference, text, Strategy.Named(strategy), rules)
        );
    }

    // Only where a search comes back to a state on its own path does it matter with what it was met first. Such
    // programs have no ends: that states are missing shows in their number.
    [Fact]
    public void A_state_that_is_met_again_with_fewer_asleep_is_noticed()
    {
        var (plain, asleep) = (Strategy.Plain, Strategy.Named("sleep sets, by cell alone"));
        Noticing.AssertOften(
            output,
            ProgramGenerator.Automatic,
            text =>
                asleep.Explore(text.ToProgram(), BrokenRules.Named("ForgetSleepOnRevisit")).Verdict.States
                < plain.Explore(text.ToProgram()).Verdict.States
        );
    }

    // Going round in a circle for ever is noticed, too.
    private static bool Differs(ReferenceResult reference, ProgramText text, Strategy strategy, SearchRules rules)
    {
        try
        {
            return Agreement.Difference(reference, strategy.Explore(text.ToProgram(), rules)) is not null;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
