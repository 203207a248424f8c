using Interleave.Search;
using Interleave.Violations;
using static Interleave.Tests.Search.Livelocks.LivelockAssert;
using static Interleave.Tests.Search.Livelocks.LoopingRoutines;

namespace Interleave.Tests.Search.Livelocks;

/// <summary>Livelocks beside what else is wrong with a program.</summary>
public sealed class OtherViolationsTests
{
    [Fact]
    public void A_deadlock_is_none()
    {
        var verdict = Check(
            Liveness.Weak,
            static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => Wait(x));
                var y = machine.Cell("y");
                machine.Fiber("b", () => SpinUntil(y, 1));
                machine.Fiber("c", async () => await y.Store(1));
            }
        );

        Assert.Equal(ViolationKind.BlockedForEver, Assert.Single(verdict.Counterexamples).Violation.Kind);
        Assert.Equal(TerminationProof.Search, verdict.Termination?.DecidedBy);
    }

    [Fact]
    public void What_lies_behind_another_violation_does_not_count()
    {
        var verdict = Check(
            Liveness.Weak,
            static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => StoreAndSpin(x));
                machine.Properties.Always("never 1", state => state[x] == 1 ? "it is" : null);
            }
        );

        Assert.Equal("never 1", Assert.Single(verdict.Counterexamples).Violation.Property);
        Assert.Equal(TerminationProof.LocalStates, verdict.Termination?.DecidedBy);
    }

    [Fact]
    public void A_livelock_is_found_beside_another_violation()
    {
        var verdict = Check(
            Liveness.Weak,
            static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => SpinUntil(x, 3));
                machine.Fiber("b", async () => await x.Store(await machine.Choose(2, "way")));
                machine.Properties.Always("never 1", state => state[x] == 1 ? "it is" : null);
            }
        );

        Assert.Equal(
            ["never 1", EngineRules.FairExecutionsEnd],
            verdict.Counterexamples.Select(static c => c.Violation.Property)
        );
        Assert.Equal("1x2 loop 0", verdict.Counterexamples[1].Schedule.ToString());
    }
}
