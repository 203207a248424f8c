using Interleave.Programs;
using Interleave.Search;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Tests.Search.Livelocks;

/// <summary>What a check says of a small program's fair executions.</summary>
internal static class LivelockAssert
{
    public static Verdict AssertEnds(Action<Machine> fill, Liveness fairness = Liveness.Weak)
    {
        var verdict = Check(fairness, fill);
        Assert.True(verdict.IsProof, verdict.Counterexamples.FirstOrDefault()?.ToString());
        Assert.NotEqual(TerminationProof.None, verdict.Termination?.DecidedBy);
        return verdict;
    }

    public static Counterexample AssertLivelock(
        string explanation,
        Action<Machine> fill,
        Liveness fairness = Liveness.Weak
    )
    {
        var verdict = Check(fairness, fill);
        var found = Assert.Single(verdict.Counterexamples);
        Assert.Equal(
            new Violation(ViolationKind.Livelock, EngineRules.FairExecutionsEnd, explanation),
            found.Violation
        );
        Assert.False(verdict.IsProof);
        Assert.Equal(
            (fairness, TerminationProof.Search),
            (verdict.Termination?.Fairness, verdict.Termination?.DecidedBy)
        );
        Assert.Equal(found.Violation, Replayer.Replay(Given.Program(fill), found.Schedule).Violation);
        return found;
    }

    public static Verdict Check(Liveness fairness, Action<Machine> fill) =>
        Checker.Check(
            Given.Program(fill),
            new SearchOptions
            {
                Liveness = fairness,
                Bounds = new SearchBounds { MaxStates = 100_000 },
            }
        );
}
