using Interleave.Memory;
using Interleave.Routines;
using Interleave.Search;
using CancellationTokenSource = System.Threading.CancellationTokenSource;

namespace Interleave.Tests.Search;

/// <summary>Programs of which a reader can tell whether their fair executions end.</summary>
public sealed class LivenessTests
{
    [Fact]
    public void Spinning_until_another_fiber_has_run_is_no_livelock()
    {
        AssertEnds(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("spinner", () => SpinUntil(x, 1));
            machine.Fiber("other", async () => await x.Store(1));
        });
    }

    [Fact]
    public void Spinning_for_what_never_comes_is_one()
    {
        var found = AssertLivelock("spinner goes round for ever", static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("spinner", () => SpinUntil(x, 2));
            machine.Fiber("other", async () => await x.Store(1));
        });

        Assert.Equal("1 loop 0", found.Schedule.ToString()); // before that step the other is not treated fairly
    }

    [Fact]
    public void A_step_that_changes_nothing_closes_a_loop()
    {
        var found = AssertLivelock("a goes round for ever", static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => Retry(x));
        });

        Assert.Equal("loop 0", found.Schedule.ToString());
    }

    [Fact]
    public void Two_that_undo_each_others_work_for_ever()
    {
        var found = AssertLivelock("a, b go round for ever", static machine =>
        {
            var mine = machine.Cell("mine");
            var yours = machine.Cell("yours");
            machine.Fiber("a", () => BackOff(mine, yours));
            machine.Fiber("b", () => BackOff(yours, mine));
        });

        Assert.InRange(found.Schedule.Steps.Length, 6, 8);
    }

    [Fact]
    public void Who_waits_beside_a_loop_is_named()
    {
        AssertLivelock("a goes round for ever, and b, c never get on", static machine =>
        {
            var x = machine.Cell("x");
            var y = machine.Cell("y");
            machine.Fiber("a", () => SpinUntil(x, 1));
            machine.Fiber("b", () => Wait(y));
            machine.Fiber("c", () => Wait(y));
        });
    }

    [Fact]
    public void A_deadlock_is_none()
    {
        var verdict = Check(Liveness.Weak, static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => Wait(x));
            var y = machine.Cell("y");
            machine.Fiber("b", () => SpinUntil(y, 1));
            machine.Fiber("c", async () => await y.Store(1));
        });

        Assert.Equal(ViolationKind.BlockedForEver, Assert.Single(verdict.Counterexamples).Violation.Kind);
        Assert.Equal(TerminationProof.Search, verdict.Termination?.DecidedBy);
    }

    // The waiter can run whenever the lock is free, and never all the time.
    [Fact]
    public void Starving_for_a_lock_is_weakly_fair_and_not_strongly()
    {
        var found = AssertLivelock("owner goes round for ever, and waiter never gets on", Starve);

        Assert.Equal("loop 0x3", found.Schedule.ToString());
        AssertEnds(Starve, Liveness.Strong);

        static void Starve(Machine machine)
        {
            var stop = machine.Cell("stop");
            var mutex = machine.Mutex("lock");
            machine.Fiber("owner", () => LockUntil(mutex, stop));
            machine.Fiber("waiter", () => StopUnderLock(mutex, stop));
        }
    }

    // Who tries and fails has had its turn: no fairness helps.
    [Fact]
    public void Starving_for_a_lock_by_trying_is_fair_both_ways()
    {
        AssertLivelock("owner, trier go round for ever", Starve);
        AssertLivelock("owner, trier go round for ever", Starve, Liveness.Strong);

        static void Starve(Machine machine)
        {
            var stop = machine.Cell("stop");
            var mutex = machine.Mutex("lock");
            machine.Fiber("owner", () => LockUntil(mutex, stop));
            machine.Fiber("trier", () => TryUntilLocked(mutex, stop));
        }
    }

    // The whole component lets the waiter run; the part of it that does not is a cycle by itself.
    [Fact]
    public void A_part_of_a_component_can_be_strongly_fair()
    {
        var found = AssertLivelock("owner goes round for ever, and waiter never gets on", Starve, Liveness.Strong);

        Assert.Equal("0x2 loop 0x2", found.Schedule.ToString());

        static void Starve(Machine machine)
        {
            var stop = machine.Cell("stop");
            var mutex = machine.Mutex("lock");
            machine.Fiber("owner", () => LockAndSpinUntil(machine, mutex, stop));
            machine.Fiber("waiter", () => StopUnderLock(mutex, stop));
        }
    }

    [Fact]
    public void A_daemon_may_go_round_when_all_others_have_returned()
    {
        AssertEnds(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("daemon", () => SpinUntil(x, 2), true);
            machine.Fiber("other", async () => await x.Store(1));
        });
    }

    [Fact]
    public void A_daemon_that_goes_round_while_a_fiber_waits_for_it_is_a_livelock()
    {
        AssertLivelock("daemon goes round for ever, and client never gets on", static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("daemon", () => SpinUntil(x, 2), true);
            machine.Fiber("client", () => Wait(x));
        });
    }

    [Fact]
    public void What_lies_behind_another_violation_does_not_count()
    {
        var verdict = Check(Liveness.Weak, static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => StoreAndSpin(x));
            machine.Properties.Always("never 1", state => state[x] == 1 ? "it is" : null);
        });

        Assert.Equal("never 1", Assert.Single(verdict.Counterexamples).Violation.Property);
        Assert.Equal(TerminationProof.LocalStates, verdict.Termination?.DecidedBy);
    }

    [Fact]
    public void A_livelock_is_found_beside_another_violation()
    {
        var verdict = Check(Liveness.Weak, static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => SpinUntil(x, 3));
            machine.Fiber("b", async () => await x.Store(await machine.Choose(2, "way")));
            machine.Properties.Always("never 1", state => state[x] == 1 ? "it is" : null);
        });

        Assert.Equal(
            ["never 1", EngineRules.FairExecutionsEnd], verdict.Counterexamples.Select(static c => c.Violation.Property));
        Assert.Equal("1x2 loop 0", verdict.Counterexamples[1].Schedule.ToString());
    }

    [Fact]
    public void Without_cycles_of_local_states_nothing_is_searched()
    {
        var verdict = AssertEnds(static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => CountTo(x));
            machine.Fiber("b", () => CountTo(x));
        });

        Assert.Equal(TerminationProof.LocalStates, verdict.Termination?.DecidedBy);
        Assert.Equal(0, verdict.Termination?.States);
    }

    // A tail call for ever is a loop, although the stack that a trace shows grows.
    [Fact]
    public void Calling_oneself_for_ever_is_a_loop()
    {
        AssertLivelock("a goes round for ever", static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => CallOneself(x));
        });
    }

    [Fact]
    public void A_long_way_and_a_long_loop_are_found()
    {
        var found = AssertLivelock("a goes round for ever", static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => CountModulo(x, 3000));
        });

        Assert.Equal((0, 3000), (found.Schedule.LoopStart, found.Schedule.Steps.Length));
    }

    [Fact]
    public void It_is_off_unless_asked_for()
    {
        var verdict = Check(Liveness.Off, static machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => SpinUntil(x, 1));
        });

        Assert.True(verdict.IsProof);
        Assert.Null(verdict.Termination);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Reductions_are_refused(bool symmetry, bool sleepSets)
    {
        var options = new SearchOptions { Symmetry = symmetry, SleepSets = sleepSets, Liveness = Liveness.Weak };

        var e = Assert.Throws<ArgumentException>(() =>
            Checker.SearchForLivelock(Given.Program(static _ => { }), options));

        Assert.StartsWith("liveness is decided on every step of every state", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_without_a_fairness_is_refused() => Assert.Throws<ArgumentException>(static () =>
        Checker.SearchForLivelock(
            Given.Program(static _ => { }), new SearchOptions { Symmetry = false, SleepSets = false }));

    [Fact]
    public void A_search_for_violations_that_stops_decides_nothing()
    {
        var verdict = Checker.Check(
            Given.Program(CountForLong),
            new SearchOptions { Liveness = Liveness.Weak, Bounds = new SearchBounds { MaxStates = 10 } });

        Assert.Equal(TerminationProof.None, verdict.Termination?.DecidedBy);
        Assert.Equal("stopped at 10 states", verdict.Termination?.Undecided);
    }

    // Fibers in equal local states make the full graph larger than the one that the proof needs.
    [Fact]
    public void A_search_for_cycles_that_stops_is_not_decided_and_no_proof()
    {
        var program = Given.Program(CountForLong);
        var options = new SearchOptions { PersistentSets = false };
        var states = Checker.Prove(program, options).States;

        var verdict = Checker.Check(
            program, options with { Liveness = Liveness.Weak, Bounds = new SearchBounds { MaxStates = states } });

        Assert.Equal(states, verdict.States);
        Assert.Equal($"liveness is not decided: stopped at {states:N0} states", verdict.Incomplete);
        Assert.Equal((TerminationProof.None, $"stopped at {states:N0} states"),
            (verdict.Termination?.DecidedBy, verdict.Termination?.Undecided));
        Assert.False(verdict.IsProof);
    }

    [Fact]
    public void An_interrupted_search_is_not_decided()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var verdict = Checker.SearchForLivelock(Given.Program(CountForLong), new SearchOptions
        {
            Liveness = Liveness.Weak,
            Symmetry = false,
            SleepSets = false,
            Cancellation = stop.Token,
        });

        Assert.Equal("interrupted", verdict.Termination?.Undecided);
    }

    private static void CountForLong(Machine machine)
    {
        var x = machine.Cell("x");
        for (var i = 0; i < 4; i++)
        {
            var own = machine.Cell($"own {i}");
            machine.Fiber($"f{i}", () => CountTo(own, 7));
        }

        machine.Fiber("g", () => SpinUntil(x, 1));
        machine.Fiber("h", () => SpinUntil(x, 1));
        machine.Fiber("end", async () => await x.Store(1));
    }

    private static Verdict AssertEnds(Action<Machine> fill, Liveness fairness = Liveness.Weak)
    {
        var verdict = Check(fairness, fill);
        Assert.True(verdict.IsProof, verdict.Counterexamples.FirstOrDefault()?.ToString());
        Assert.NotEqual(TerminationProof.None, verdict.Termination?.DecidedBy);
        return verdict;
    }

    private static Counterexample AssertLivelock(
        string explanation, Action<Machine> fill, Liveness fairness = Liveness.Weak)
    {
        var verdict = Check(fairness, fill);
        var found = Assert.Single(verdict.Counterexamples);
        Assert.Equal(new Violation(ViolationKind.Livelock, EngineRules.FairExecutionsEnd, explanation), found.Violation);
        Assert.False(verdict.IsProof);
        Assert.Equal((fairness, TerminationProof.Search), (verdict.Termination?.Fairness, verdict.Termination?.DecidedBy));
        Assert.Equal(found.Violation, Interleave.Traces.Replayer.Replay(Given.Program(fill), found.Schedule).Violation);
        return found;
    }

    private static Verdict Check(Liveness fairness, Action<Machine> fill) => Checker.Check(
        Given.Program(fill),
        new SearchOptions { Liveness = fairness, Bounds = new SearchBounds { MaxStates = 100_000 } });

    private static async Routine SpinUntil(Cell x, int value)
    {
        while (await x.Load() != value)
        {
        }
    }

    private static async Routine Wait(Cell x) => await x.Until(static (value, _) => value == 1);

    private static async Routine Retry(Cell x)
    {
        while (!await x.CompareExchange(1, 2))
        {
        }
    }

    private static async Routine BackOff(Cell mine, Cell yours)
    {
        while (true)
        {
            await mine.Store(1);
            var isAlone = await yours.Load() == 0;
            await mine.Store(0);
            if (isAlone)
            {
                return;
            }
        }
    }

    private static async Routine LockUntil(Mutex mutex, Cell stop)
    {
        while (await stop.Load() == 0)
        {
            await mutex.Acquire();
            await mutex.Release();
        }
    }

    private static async Routine LockAndSpinUntil(Machine machine, Mutex mutex, Cell stop)
    {
        while (await stop.Load() == 0)
        {
            await mutex.Acquire();
            while (await stop.Load() == 0 && await machine.Choose(2, "go on") == 0)
            {
            }

            await mutex.Release();
        }
    }

    private static async Routine StopUnderLock(Mutex mutex, Cell stop)
    {
        await mutex.Acquire();
        await stop.Store(1);
        await mutex.Release();
    }

    private static async Routine TryUntilLocked(Mutex mutex, Cell stop)
    {
        while (!await mutex.TryAcquire())
        {
        }

        await stop.Store(1);
        await mutex.Release();
    }

    private static async Routine StoreAndSpin(Cell x)
    {
        await x.Store(1);
        await SpinUntil(x, 2);
    }

    private static async Routine CountTo(Cell x, int limit = 3)
    {
        for (var i = 0; i < limit; i++)
        {
            await x.Add(1);
        }
    }

    private static async Routine CountModulo(Cell x, int modulus)
    {
        while (true)
        {
            await x.Update(static (int value, int argument, out int result) => (result = 0) + ((value + 1) % argument), modulus);
        }
    }

    private static async Routine CallOneself(Cell x)
    {
        await x.Load();
        await CallOneself(x);
    }
}
