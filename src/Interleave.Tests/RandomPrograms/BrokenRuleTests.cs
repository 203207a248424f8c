using FsCheck;
using FsCheck.Fluent;
using Interleave.Execution.States;

namespace Interleave.Tests.RandomPrograms;

/// <summary>The comparison that the engine passes must fail an engine that is wrong.</summary>
public sealed class BrokenRuleTests
{
    private const int Programs = 3000;

    // A state that is met again with fewer fibers asleep matters only where the search has not yet come back from a
    // state before it, so only programs that go round in circles show the second fault, and few of them.
    [Theory]
    [InlineData("SleepThroughConflicts", 100)]
    [InlineData("ForgetSleepOnRevisit", 5)]
    [InlineData("MergeDifferentFibers", 100)]
    [InlineData("DropBusyCallers", 40)]
    [InlineData("ForgetIntegers", 100)]
    [InlineData("OverlookResults", 40)]
    [InlineData("OverlookFutures", 40)]
    [InlineData("TrustAnyLock", 5)]
    public void A_broken_rule_is_noticed(string rule, int enough)
    {
        var fault = Enum.Parse<SeededFault>(rule);
        var noticed = 0;
        Check.One(
            Repeatable.Config(Programs),
            Prop.ForAll(
                ProgramGenerator.Circular,
                text =>
                {
                    if (noticed == enough)
                    {
                        return;
                    }

                    var program = text.ToProgram();
                    var plain = Strategy.Plain.Explore(program);
                    noticed += Agreement.FirstDifference(program, plain, plain, fault) is null ? 0 : 1;
                }
            )
        );
        Assert.Equal(enough, noticed);
    }
}
