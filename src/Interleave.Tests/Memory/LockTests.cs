using Interleave.Memory;
using Interleave.Routines;

namespace Interleave.Tests.Memory;

/// <summary>Locks exclude, and let readers share.</summary>
public sealed class LockTests
{
    [Fact]
    public void Only_one_fiber_at_a_time_is_between_Acquire_and_Release()
    {
        var verdict = Checker.Check(
            Given.Program(static machine =>
            {
                var mutex = machine.Mutex("lock");
                var inside = machine.Cell("inside");
                for (var i = 0; i < 3; i++)
                {
                    machine.Fiber($"f{i}", () => Enter(mutex, inside));
                }

                machine.Properties.Always("one inside", state => state[inside] > 1 ? "two inside" : null);
                machine.Properties.Always(
                    "the word counts the holder",
                    state => state[inside] <= state[mutex.Word] ? null : "inside without the lock"
                );
                machine.Properties.AtEnd("free", state => state[mutex.Word] == 0 ? null : "held");
            })
        );

        Assert.True(verdict.IsProof);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void TryAcquire_takes_the_lock_only_if_it_is_free(bool isHeld, int result)
    {
        var verdict = Checker.Check(
            Given.Program(machine =>
            {
                var mutex = machine.Mutex("lock");
                var taken = machine.Cell("taken", -1);
                machine.Fiber(
                    "a",
                    async () =>
                    {
                        if (isHeld)
                        {
                            await mutex.AcquireShared();
                        }

                        var took = await mutex.TryAcquire();
                        await taken.Store(took ? 1 : 0);
                        if (took)
                        {
                            await mutex.Release();
                        }

                        if (isHeld)
                        {
                            await mutex.ReleaseShared();
                        }
                    }
                );
                machine.Properties.AtEnd("taken", state => state[taken] == result ? null : $"{state[taken]}");
                machine.Properties.AtEnd("free", state => state[mutex.Word] == 0 ? null : "held");
            })
        );

        Assert.True(verdict.IsProof);
    }

    [Fact]
    public void Readers_share_a_lock_and_a_writer_excludes_them()
    {
        var verdict = Checker.Check(
            Given.Program(static machine =>
            {
                var mutex = machine.Mutex("lock");
                var readers = machine.Cell("readers");
                var writers = machine.Cell("writers");
                machine.Fiber("reader 1", () => Read(mutex, readers));
                machine.Fiber("reader 2", () => Read(mutex, readers));
                machine.Fiber("writer", () => Enter(mutex, writers));
                machine.Properties.Always(
                    "no reader beside a writer",
                    state => state[writers] > 0 && state[readers] > 0 ? "both" : null
                );
                machine.Properties.Sometimes("two readers", state => state[readers] == 2);
                machine.Properties.Sometimes("two shared holds", state => state[mutex.Word] == -2);
                machine.Properties.Sometimes("a writer", state => state[writers] == 1);
            })
        );

        Assert.True(verdict.IsProof);
    }

    [Fact]
    public void A_lock_that_was_freed_is_not_used()
    {
        var verdict = Checker.Check(
            Given.Program(static machine =>
            {
                var owner = machine.Lifetime("owner");
                var mutex = machine.Mutex("lock", owner);
                machine.Fiber("user", () => TakeAndDrop(mutex));
                machine.Fiber("freer", async () => await owner.Free());
            })
        );

        var violation = Assert.Single(verdict.Counterexamples).Violation;
        Assert.Equal("lock is used after owner was freed", violation.Explanation);
    }

    private static async Routine Enter(Mutex mutex, Cell inside)
    {
        await mutex.Acquire();
        await inside.Add(1);
        await inside.Add(-1);
        await mutex.Release();
    }

    private static async Routine Read(Mutex mutex, Cell readers)
    {
        await mutex.AcquireShared();
        await readers.Add(1);
        await readers.Add(-1);
        await mutex.ReleaseShared();
    }

    private static async Routine TakeAndDrop(Mutex mutex)
    {
        await mutex.Acquire();
        await mutex.Release();
    }
}
