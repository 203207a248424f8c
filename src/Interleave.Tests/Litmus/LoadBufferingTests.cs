using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Search;
using Interleave.Traces;

namespace Interleave.Tests.Litmus;

/// <summary>
/// Load buffering of compiled routines: nobody declares what a store depends on, so it is found out by what the code
/// does with other values.
/// </summary>
public sealed class LoadBufferingTests
{
    /// <summary>The ways in which a thread can go from its load to its store.</summary>
    public static TheoryData<string, bool> Ways =>
        new()
        {
            { "nothing", true },
            { "data", false },
            { "data that makes no difference", true },
            { "data that might make one", false },
            { "control", false },
            { "control with the store on both ways", true },
            { "control that has ended", true },
            { "control by a value that nobody writes", false },
            { "both ways of such a value", true },
            { "a barrier for such a value", true },
            { "address", false },
            { "through another cell", false },
            { "acquire", false },
            { "release", false },
            { "smp_mb", false },
            { "smp_wmb", true },
            { "past a lock", true },
            { "past an unlock", true },
            { "in a critical section", true },
            { "one cell", false },
        };

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_store_comes_before_a_load_that_nothing_orders_before_it(string way, bool canBe)
    {
        foreach (var reduces in new[] { false, true })
        {
            Assert.Equal(canBe, IsViolated(Program(way), MemoryModel.LoadBuffering, reduces));
            Assert.False(IsViolated(Program(way), MemoryModel.Weak, reduces));
        }
    }

    [Fact]
    public void A_schedule_can_be_followed_once_the_program_was_searched()
    {
        var program = Program("nothing");
        var found = Assert.Single(Check(program, MemoryModel.LoadBuffering, true).Counterexamples);

        Assert.StartsWith("loadbuffering ", found.Schedule.ToString(), StringComparison.Ordinal);
        Assert.Equal(found.Violation.Property, Replayer.Replay(program, found.Schedule).Violation?.Property);
        Assert.Throws<InvalidOperationException>(() => Replayer.Replay(Program("nothing"), found.Schedule));
    }

    /// <summary>A store that needs a reference comes after it was had, also where it always is.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_store_comes_after_what_might_have_failed(bool isNeeded, bool canBe)
    {
        var program = Given.Program(machine =>
        {
            var (count, y) = (machine.Cell("count", 1), machine.Cell("y"));
            var both = machine.Ghost("both");
            machine.Fiber("left", () => TakeAndStore(count, y, isNeeded));
            machine.Fiber("right", () => Answer(machine, y, count, both));
            machine.Properties.AtEnd(
                "somebody was first",
                state => state[count] == 5 && state.Held(both) == 1 ? "nobody was" : null
            );
        });

        foreach (var reduces in new[] { false, true })
        {
            Assert.Equal(canBe, IsViolated(program, MemoryModel.LoadBuffering, reduces));
        }
    }

    /// <summary>Who could only go on by an earlier step is not blocked by a later one.</summary>
    [Fact]
    public void What_is_tried_early_blocks_nobody()
    {
        var program = Given.Program(machine =>
        {
            var (x, y, go, mutex) = (machine.Cell("x"), machine.Cell("y"), machine.Cell("go"), machine.Mutex("lock"));
            machine.Fiber("first", () => LoadAndLock(x, y, mutex));
            machine.Fiber("second", () => LockAndStore(x, y, go, mutex));
        });

        Assert.False(IsViolated(program, MemoryModel.LoadBuffering, true));
    }

    [Fact]
    public void A_search_that_stops_says_so()
    {
        var verdict = Checker.Check(
            Program("nothing"),
            new SearchOptions
            {
                Memory = MemoryModel.LoadBuffering,
                Bounds = new SearchBounds { MaxStates = 5 },
            }
        );

        Assert.NotNull(verdict.Incomplete);
        Assert.False(verdict.IsProof);
    }

    /// <summary>A step that is free after one result and ordered after another is early where it may be, and nowhere
    /// else: who has stored early finds 0, or there is no such execution.</summary>
    [Theory]
    [InlineData("a barrier on one way", true)]
    [InlineData("a barrier on the other way", false)]
    [InlineData("a lock on one way", true)]
    [InlineData("a barrier on both ways", false)]
    [InlineData("a barrier and another store on one way", false)]
    [InlineData("a barrier on one way, then a release", false)]
    public void A_step_that_is_free_on_one_way_is_early_there_alone(string way, bool canBe)
    {
        var program = Given.Program(machine =>
        {
            var (x, y, mutex) = (machine.Cell("x", 1), machine.Cell("y"), machine.Mutex("lock"));
            var (loaded, cleared) = (machine.Ghost("loaded"), machine.Ghost("cleared"));
            machine.Fiber("left", () => LoadAndStore(machine, way, x, y, mutex, loaded, cleared));
            machine.Fiber("right", () => ClearAfter(y, x));
            machine.Properties.AtEnd("1 is found", state => state.Held(cleared) == 1 ? "0 was" : null);
        });

        foreach (var reduces in new[] { false, true })
        {
            Assert.Equal(canBe, IsViolated(program, MemoryModel.LoadBuffering, reduces));
            Assert.False(IsViolated(program, MemoryModel.Weak, reduces));
        }
    }

    /// <summary>What is violated only while nobody knows whether a step could be early is no verdict.</summary>
    [Fact]
    public void A_violation_where_no_execution_may_go_on_leaves_it_incomplete()
    {
        var program = Given.Program(machine =>
        {
            var (x, y, mutex) = (machine.Cell("x", 1), machine.Cell("y"), machine.Mutex("lock"));
            var (loaded, cleared) = (machine.Ghost("loaded"), machine.Ghost("cleared"));
            machine.Fiber("left", () => LoadAndStore(machine, "a barrier on one way", x, y, mutex, loaded, cleared));
            machine.Fiber("right", () => ClearAfter(y, x));
            machine.Properties.Always(
                "the store comes after the load",
                state => state[y] == 1 && state[x] == 1 && state.Held(loaded) == 0 ? "it came first" : null
            );
        });

        var verdict = Check(program, MemoryModel.LoadBuffering, true);

        Assert.Equal(
            "something is violated while a step was taken early that may be ordered after what is found yet",
            verdict.Incomplete
        );
        Assert.False(verdict.IsProof);
        Assert.Empty(verdict.Counterexamples);
    }

    private static bool IsViolated(ConcurrentProgram program, MemoryModel memory, bool reduces)
    {
        var verdict = Check(program, memory, reduces);
        Assert.True(verdict.Complete, verdict.Incomplete);
        return !verdict.Counterexamples.IsEmpty;
    }

    private static Verdict Check(ConcurrentProgram program, MemoryModel memory, bool reduces) =>
        Checker.Check(
            program,
            new SearchOptions
            {
                Memory = memory,
                PersistentSets = reduces,
                PersistentSetsAfter = 0,
            }
        );

    // LB: both threads find what the other one stores after its load.
    private static ConcurrentProgram Program(string way) =>
        Given.Program(machine =>
        {
            var x = machine.Cell("x");
            var y = way == "one cell" ? x : machine.Cell("y");
            var (z, both) = (machine.Cell("z"), machine.Ghost("both"));
            var mutex = machine.Mutex("lock");
            machine.Fiber("left", () => Go(machine, way, x, y, z, mutex, both));
            machine.Fiber("right", () => Answer(machine, y, x, both));
            machine.Properties.AtEnd("somebody was first", state => state.Held(both) == 2 ? "nobody was" : null);
        });

    private static async Routine Answer(Machine machine, Cell from, Cell to, Resource both)
    {
        if (await from.Load(MemoryOrder.Acquire) == 1)
        {
            machine.Hold(both);
            await to.Store(1);
        }
    }

    private static async Routine Go(
        Machine machine,
        string way,
        Cell from,
        Cell to,
        Cell other,
        Mutex mutex,
        Resource both
    )
    {
        if (way == "in a critical section")
        {
            await mutex.Acquire();
        }

        var found = await from.Load(way == "acquire" ? MemoryOrder.Acquire : MemoryOrder.Once);
        if (found == 1)
        {
            machine.Hold(both);
        }

        switch (way)
        {
            case "data":
                await to.Store(found);
                break;
            case "data that makes no difference":
                await to.Store((found * 0) + 1);
                break;
            case "data that might make one":
                await to.Store(found >= 0 ? 1 : 0);
                break;
            case "control":
                if (found == 1)
                {
                    await to.Store(1);
                }

                break;
            case "control with the store on both ways":
                if (found == 1)
                {
                    await to.Store(1);
                }
                else
                {
                    await to.Store(1);
                }

                break;
            case "control that has ended":
                if (found == 1)
                {
                    await other.Store(1);
                }

                await to.Store(1);
                break;
            case "control by a value that nobody writes":
                if (found != 7)
                {
                    await to.Store(1);
                }

                break;
            case "both ways of such a value":
                if (found == 7)
                {
                    await other.Load();
                }

                await to.Store(1);
                break;
            case "a barrier for such a value":
                if (found == 7)
                {
                    await machine.Barrier(MemoryBarrier.Full);
                }

                await to.Store(1);
                break;
            case "address":
                await (found == 1 ? to : other).Store(1);
                break;
            case "through another cell":
                await other.Store(found);
                await to.Store(await other.Load());
                break;
            case "release":
                await to.Store(1, MemoryOrder.Release);
                break;
            case "smp_mb":
                await machine.Barrier(MemoryBarrier.Full);
                await to.Store(1);
                break;
            case "smp_wmb":
                await machine.Barrier(MemoryBarrier.Write);
                await to.Store(1);
                break;
            case "past a lock":
                await mutex.Acquire();
                await to.Store(1);
                await mutex.Release();
                break;
            case "past an unlock":
                await other.Store(1, MemoryOrder.Release);
                await to.Store(1);
                break;
            default:
                await to.Store(1);
                break;
        }

        if (way == "in a critical section")
        {
            await mutex.Release();
        }
    }

    // 5 remains if it comes after the store of the one who has found its own.
    private static async Routine TakeAndStore(Cell count, Cell to, bool isNeeded)
    {
        if (await count.AddUnless(4, 0, MemoryOrder.Relaxed) || !isNeeded)
        {
            await to.Store(1);
        }
    }

    // Who finds 0 may have stored before.
    private static async Routine LoadAndStore(
        Machine machine,
        string way,
        Cell from,
        Cell to,
        Mutex mutex,
        Resource loaded,
        Resource cleared
    )
    {
        var found = await from.Load();
        machine.Hold(loaded);
        if (found == 1)
        {
            if (way == "a lock on one way")
            {
                await mutex.Acquire();
                await mutex.Release();
            }
            else if (way != "a barrier on the other way")
            {
                await machine.Barrier(MemoryBarrier.Full);
            }

            if (way == "a barrier and another store on one way")
            {
                await to.Store(2);
                return;
            }
        }
        else
        {
            machine.Hold(cleared);
            if (way is "a barrier on both ways" or "a barrier on the other way")
            {
                await machine.Barrier(MemoryBarrier.Full);
            }
        }

        await to.Store(1, way == "a barrier on one way, then a release" ? MemoryOrder.Release : MemoryOrder.Once);
    }

    private static async Routine ClearAfter(Cell from, Cell to)
    {
        if (await from.Load(MemoryOrder.Acquire) == 1)
        {
            await to.Store(0);
        }
    }

    private static async Routine LoadAndLock(Cell x, Cell y, Mutex mutex)
    {
        await x.Load();
        await mutex.Acquire();
        await y.Store(1);
        await mutex.Release();
    }

    private static async Routine LockAndStore(Cell x, Cell y, Cell go, Mutex mutex)
    {
        await mutex.Acquire();
        await x.Store(1);
        await y.Load();
        await go.Store(1);
        await mutex.Release();
    }
}
