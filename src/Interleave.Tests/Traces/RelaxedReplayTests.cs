using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Schedules;
using Interleave.Search;
using Interleave.Traces;
using Interleave.Violations;

namespace Interleave.Tests.Traces;

/// <summary>Executions on a weaker memory are replayed step by step, and say what memory did.</summary>
public sealed class RelaxedReplayTests
{
    private static readonly ConcurrentProgram s_buffering = Given.Program(machine =>
    {
        var (x, y, seen) = (machine.Cell("x"), machine.Cell("y"), machine.Ghost("seen"));
        machine.Fiber("left", () => Look(machine, x, y, seen));
        machine.Fiber("right", () => Look(machine, y, x, seen));
        machine.Properties.AtEnd("one is seen", state => state.Held(seen) == 2 ? "both were missed" : null);
    });

    [Fact]
    public void Every_step_says_how_its_value_got_to_memory()
    {
        var trace = Replayer.Replay(s_buffering, Schedule.Parse("tso 0x3 0.commits 1x3 1.commits"));

        Assert.Null(trace.Violation);
        Assert.Equal(
            [
                "x: 0 -> 1 (in its store buffer)",
                "x is 1 (its own store, still in its buffer)",
                "y is 0",
                "x: 0 -> 1 reaches memory",
                "y: 0 -> 1 (in its store buffer)",
                "y is 1 (its own store, still in its buffer)",
                "x is 1",
                "y: 0 -> 1 reaches memory",
            ],
            trace.Steps.Select(step => step.Describe())
        );
        Assert.Equal([0, 1, 0, 0, 0, 5, 1, 0], ReadsFrom.In(trace).ToArray());
        Assert.Equal(OperationKind.Commit, trace.Steps[3].Kind);
    }

    [Fact]
    public void What_both_buffers_hide_violates_the_property_when_they_are_empty()
    {
        var found = Assert.Single(
            Checker.Check(s_buffering, new SearchOptions { Memory = MemoryModel.Tso }).Counterexamples
        );
        var trace = Replayer.Replay(s_buffering, found.Schedule);

        Assert.True(found.IsShortest);
        Assert.Equal(8, trace.Steps.Length);
        Assert.Equal(found.Violation, trace.Violation);
        Assert.Equal(
            found.Violation,
            TraceFile.Parse(TraceFile.Of(trace, "test").ToString(), "file").Replay(s_buffering).Violation
        );
    }

    [Fact]
    public void An_old_value_is_named()
    {
        var trace = Replayer.Replay(s_buffering, Schedule.Parse("weak 0x2 0 1x2 1.1"));

        Assert.Equal(AccessPath.Old, trace.Steps[^1].Path);
        Assert.Equal("x is 0 (an old value)", trace.Steps[^1].Describe());
        Assert.Equal("one is seen", trace.Violation?.Property);
    }

    [Fact]
    public void A_walk_shows_memory_as_properties_see_it_and_every_step_that_could_be_taken()
    {
        var walk = Walk.Along(s_buffering, Schedule.Parse("tso 0"));

        Assert.Equal([1, 0], walk.States[1].Values.ToArray());
        Assert.Equal(["0.65535", "0.0", "1.0"], walk.States[1].Choices.Select(step => $"{step.Fiber}.{step.Choice}"));
    }

    [Theory]
    [InlineData("tso 0.commits", "step 1: left has nothing in its store buffer")]
    [InlineData("tso 0x4", "step 4: left has returned")]
    [InlineData("weak 0x2 0.1", "step 3: left cannot go way 1 here")]
    [InlineData("tso 2", "step 1: there is no fiber 2, only 2")]
    public void A_step_that_memory_cannot_take_is_refused(string schedule, string expected)
    {
        var e = Assert.Throws<ScheduleDivergedException>(() => Replayer.Replay(s_buffering, Schedule.Parse(schedule)));

        Assert.Equal(expected, e.Message);
    }

    [Fact]
    public void A_store_to_freed_memory_is_a_use_after_free_when_it_commits()
    {
        var program = Given.Program(machine =>
        {
            var life = machine.Lifetime("life");
            var (x, y) = (machine.Cell("x", 0, life), machine.Cell("y"));
            machine.Fiber("writer", () => WriteAndRead(x, y));
            machine.Fiber("owner", () => Free(life));
        });

        Assert.Equal(
            ViolationKind.UseAfterFree,
            Replayer.Replay(program, Schedule.Parse("tso 0x2 1 0.commits")).Violation?.Kind
        );
        Assert.Null(Replayer.Replay(program, Schedule.Parse("tso 0x2 0.commits 1")).Violation);
    }

    [Fact]
    public void Barriers_are_steps_only_where_memory_needs_them()
    {
        var program = Given.Program(machine =>
        {
            var x = machine.Cell("x");
            machine.Fiber("a", () => FourBarriers(machine, x));
        });

        long StatesOn(MemoryModel memory) => Checker.Check(program, new SearchOptions { Memory = memory }).States;

        Assert.Equal([2, 3, 6, 6], Enum.GetValues<MemoryModel>().Select(StatesOn));
    }

    [Fact]
    public void Liveness_is_not_decided() =>
        Assert.Throws<ArgumentException>(() =>
            Checker.Check(s_buffering, new SearchOptions { Memory = MemoryModel.Tso, Liveness = Liveness.Weak })
        );

    private static async Routine Look(Machine machine, Cell mine, Cell theirs, Resource seen)
    {
        await mine.Store(1);
        await mine.Load();
        if (await theirs.Load() == 0)
        {
            machine.Hold(seen);
        }
    }

    private static async Routine WriteAndRead(Cell x, Cell y)
    {
        await x.Store(1);
        await y.Load();
    }

    private static async Routine Free(Lifetime life) => await life.Free();

    private static async Routine FourBarriers(Machine machine, Cell x)
    {
        await machine.Barrier(MemoryBarrier.Full);
        await machine.Barrier(MemoryBarrier.Read);
        await machine.Barrier(MemoryBarrier.Write);
        await machine.Barrier(MemoryBarrier.AfterAtomic);
        await x.Load();
    }
}
