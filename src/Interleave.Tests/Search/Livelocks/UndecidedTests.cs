using Interleave.Programs;
using Interleave.Search;
using static Interleave.Tests.Search.Livelocks.LivelockAssert;
using static Interleave.Tests.Search.Livelocks.LoopingRoutines;
using CancellationTokenSource = System.Threading.CancellationTokenSource;

namespace Interleave.Tests.Search.Livelocks;

/// <summary>A search for livelocks that was not asked for, is refused, or stops.</summary>
public sealed class UndecidedTests
{
    [Fact]
    public void It_is_off_unless_asked_for()
    {
        var verdict = Check(
            Liveness.Off,
            static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("a", () => SpinUntil(x, 1));
            }
        );

        Assert.True(verdict.IsProof);
        Assert.Null(verdict.Termination);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Reductions_are_refused(bool symmetry, bool sleepSets)
    {
        var options = new SearchOptions
        {
            Symmetry = symmetry,
            SleepSets = sleepSets,
            Liveness = Liveness.Weak,
        };

        var e = Assert.Throws<ArgumentException>(() =>
            Checker.SearchForLivelock(Given.Program(static _ => { }), options)
        );

        Assert.StartsWith("liveness is decided on every step of every state", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_without_a_fairness_is_refused() =>
        Assert.Throws<ArgumentException>(static () =>
            Checker.SearchForLivelock(
                Given.Program(static _ => { }),
                new SearchOptions { Symmetry = false, SleepSets = false }
            )
        );

    [Fact]
    public void A_search_for_violations_that_stops_decides_nothing()
    {
        var verdict = Checker.Check(
            Given.Program(CountForLong),
            new SearchOptions
            {
                Liveness = Liveness.Weak,
                Bounds = new SearchBounds { MaxStates = 10 },
            }
        );

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
            program,
            options with
            {
                Liveness = Liveness.Weak,
                Bounds = new SearchBounds { MaxStates = states },
            }
        );

        Assert.Equal(states, verdict.States);
        Assert.Equal($"liveness is not decided: stopped at {states:N0} states", verdict.Incomplete);
        Assert.Equal(
            (TerminationProof.None, $"stopped at {states:N0} states"),
            (verdict.Termination?.DecidedBy, verdict.Termination?.Undecided)
        );
        Assert.False(verdict.IsProof);
    }

    [Fact]
    public void An_interrupted_search_is_not_decided()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var verdict = Checker.SearchForLivelock(
            Given.Program(CountForLong),
            new SearchOptions
            {
                Liveness = Liveness.Weak,
                Symmetry = false,
                SleepSets = false,
                Cancellation = stop.Token,
            }
        );

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
}
