using FsCheck;
using FsCheck.Fluent;
using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Search;
using Interleave.Strategies.DepthFirst;
using Interleave.Strategies.Livelocks;
using Interleave.Traces;
using Interleave.Violations;
using Xunit.Abstractions;

namespace Interleave.Tests.RandomPrograms;

/// <summary>What is said about fair executions that never end is compared with the definition.</summary>
public sealed class LivenessDifferentialTests(ITestOutputHelper output)
{
    private static readonly int s_count = Sample.Of(1500);
    private const int MostStates = 1500;

    private static readonly SearchOptions s_full = new() { Symmetry = false, SleepSets = false };

    private static readonly Arbitrary<ProgramText> s_programs = Arb.From(
        Gen.Frequency((2, ProgramGenerator.Circular.Generator), (1, ProgramGenerator.Starving.Generator)),
        ProgramShrinker.Shrink
    );

    [Fact]
    public void Livelocks_are_found_where_there_are_any()
    {
        var (none, weakOnly, strong) = (0, 0, 0);
        Check.One(
            Repeatable.Config(s_count),
            Prop.ForAll(
                s_programs,
                text =>
                {
                    var program = text.ToProgram();
                    if (LivenessOracle.Of(text, MostStates) is not { } oracle)
                    {
                        return;
                    }

                    var (isWeak, isStrong) = (oracle.HasWeaklyFairCycle(), oracle.HasStronglyFairCycle());
                    (none, weakOnly, strong) = (
                        none + (isWeak ? 0 : 1),
                        weakOnly + (isWeak && !isStrong ? 1 : 0),
                        strong + (isStrong ? 1 : 0)
                    );
                    AssertAgrees(program, Liveness.Weak, isWeak);
                    AssertAgrees(program, Liveness.Strong, isStrong);
                }
            )
        );
        Assert.True(none > 300 && weakOnly > 50 && strong > 300, $"{none} without, {weakOnly} weak, {strong} strong");
    }

    [Fact]
    public void Programs_whose_local_states_have_no_cycle_all_end()
    {
        var without = 0;
        Check.One(
            Repeatable.Config(s_count),
            Prop.ForAll(
                Arb.From(Gen.OneOf(ProgramGenerator.Terminating.Generator, ProgramGenerator.Circular.Generator)),
                text =>
                {
                    var program = text.ToProgram();
                    if (LivenessOracle.Of(text, MostStates) is not { } oracle)
                    {
                        return;
                    }

                    // An endless execution that is unfair counts, too: without cycles there is none at all.
                    var any = oracle.HasCycle();
                    foreach (
                        var options in (SearchOptions[])
                            [
                                new(),
                                s_full,
                                new() { Symmetry = false },
                                new() { SleepSets = false },
                                new() { PersistentSetsAfter = 0 },
                            ]
                    )
                    {
                        StateSpaceSearch.Search(program, options, out var execution);
                        var cycles = LocalCycles.Any(execution.Locals);
                        without += cycles ? 0 : 1;
                        Assert.True(
                            cycles || !any,
                            "an execution comes back to a state, and no fiber to a local state"
                        );
                    }
                }
            )
        );
        Assert.True(without > s_count, $"only {without} times no cycle");
    }

    [Theory]
    [InlineData("ForgetDisabledFibers")]
    [InlineData("CountLeavingSteps")]
    [InlineData("OverlookSelfLoops")]
    public void A_broken_rule_is_noticed(string rule)
    {
        var options = new SearchOptions { Liveness = Liveness.Weak, Rules = BrokenRules.Named(rule) };
        Noticing.AssertOften(
            output,
            ProgramGenerator.Circular,
            text =>
                LivenessOracle.Of(text, MostStates) is { } oracle
                && !IsRight(text.ToProgram(), options, oracle.HasWeaklyFairCycle())
        );
    }

    // A loop that is not fair does not replay, and going round for one that is not there does not end well either.
    private static bool IsRight(ConcurrentProgram program, SearchOptions options, bool expected)
    {
        try
        {
            var found = Checker
                .Prove(program, options)
                .Counterexamples.FirstOrDefault(static c => c.Violation.Kind == ViolationKind.Livelock);
            return found is not null == expected
                && (found is null || Replayer.Replay(program, found.Schedule).Violation == found.Violation);
        }
        catch (Exception e) when (e is InvalidOperationException or ScheduleDivergedException)
        {
            return false;
        }
    }

    private static void AssertAgrees(ConcurrentProgram program, Liveness fairness, bool expected)
    {
        var proof = Checker.Prove(program, new SearchOptions { Liveness = fairness });
        var alone = Checker.SearchForLivelock(program, s_full with { Liveness = fairness });
        var wide = Checker.SearchForLivelock(program, s_full with { Liveness = fairness, FingerprintBits = 128 });
        foreach (var verdict in (Verdict[])[proof, alone, wide])
        {
            Assert.NotEqual(TerminationProof.None, verdict.Termination?.DecidedBy);
            var found = verdict.Counterexamples.Where(static c => c.Violation.Kind == ViolationKind.Livelock).ToArray();
            Assert.Equal(expected ? 1 : 0, found.Length);
            if (expected)
            {
                AssertIsLasso(program, found[0], fairness);
            }
        }

        Assert.Equal(alone.Termination!.States, wide.Termination!.States);
    }

    private static void AssertIsLasso(ConcurrentProgram program, Counterexample found, Liveness fairness)
    {
        var trace = Replayer.Replay(program, found.Schedule);
        Assert.Equal(found.Violation, trace.Violation);
        Assert.Equal(found.Schedule.ToString(), Schedule.Parse(found.Schedule.ToString()).ToString());
        var file = TraceFile.Parse(TraceFile.Of(trace, "test").ToString(), "memory");
        Assert.Equal(found.Violation, file.Replay(program).Violation);
        var simple = Simplification.Simplify(program, found).Schedule;
        Assert.Equal(found.Violation, Replayer.Replay(program, simple).Violation);
        Assert.Equal(found.Schedule.LoopStart, simple.LoopStart);
        Assert.True(simple.Switches <= found.Schedule.Switches, "is simplified to more switches");
        AssertIsFair(program, found.Schedule, fairness);
    }

    // Twice round, to the same place by full comparison, and everybody is treated fairly.
    private static void AssertIsFair(ConcurrentProgram program, Schedule schedule, Liveness fairness)
    {
        var execution = new SequentialExecution(program.Boot(), symmetric: false, tails: TailCalls.Eliminated);
        var (moved, always, sometimes) = (0u, uint.MaxValue, 0u);
        var states = new List<string>();
        var loop = schedule.Steps[schedule.LoopStart!.Value..];
        foreach (var step in schedule.Steps.AddRange(loop))
        {
            if (states.Count >= schedule.LoopStart)
            {
                always &= execution.Enabled();
                sometimes |= execution.Enabled();
                moved |= 1u << step.Fiber;
            }

            Note();
            execution.Step(step.Fiber, step.Choice, out _, out _);
        }

        Note();
        Assert.Equal(states[^1], states[^(1 + loop.Length)]);
        Assert.Equal(states[^1], states[schedule.LoopStart.Value]);
        Assert.Equal(0u, (fairness == Liveness.Weak ? always : sometimes) & ~moved);

        void Note()
        {
            var vector = new int[execution.VectorLength];
            execution.Save(vector);
            states.Add(string.Join(',', vector));
        }
    }
}
