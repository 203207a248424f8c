using Interleave.Memory;
using Interleave.Routines;
using Interleave.Violations;

namespace Interleave.Tests.Memory;

/// <summary>A lock says who uses it wrongly.</summary>
public sealed class LockMisuseTests
{
    [Fact]
    public void A_fiber_that_takes_a_lock_twice_is_blocked_for_ever()
    {
        var violation = Find(static async mutex =>
        {
            await mutex.Acquire();
            await mutex.Acquire();
        });

        Assert.Equal(ViolationKind.BlockedForEver, violation.Kind);
        Assert.Equal("a waits for ever for lock (held)", violation.Explanation);
    }

    [Fact]
    public void A_lock_is_released_by_its_holder_only()
    {
        AssertMisuse("lock is released by a fiber that does not hold it", static async mutex => await mutex.Release());
        AssertMisuse(
            "lock is released by a fiber that does not hold it",
            static async mutex =>
            {
                await mutex.AcquireShared();
                await mutex.ReleaseShared();
                await mutex.ReleaseShared();
            }
        );
    }

    [Fact]
    public void A_fiber_that_returns_holds_no_lock()
    {
        AssertMisuse("a fiber returns while it holds lock", static async mutex => await mutex.Acquire());
        AssertMisuse("a fiber returns while it holds lock", static async mutex => await mutex.AcquireShared());
        AssertMisuse("a fiber returns while it holds lock", static async mutex => await mutex.TryAcquire());
    }

    [Fact]
    public void A_lock_is_released_the_way_it_was_taken()
    {
        var shared = Find(static async mutex =>
        {
            await mutex.AcquireShared();
            await mutex.Release();
        });
        var exclusive = Find(static async mutex =>
        {
            await mutex.Acquire();
            await mutex.ReleaseShared();
        });

        Assert.Equal(ViolationKind.LockMisuse, shared.Kind);
        Assert.Equal(ViolationKind.LockMisuse, exclusive.Kind);
    }

    private static void AssertMisuse(string explanation, Func<Mutex, Routine> body)
    {
        var violation = Find(body);

        Assert.Equal(
            (ViolationKind.LockMisuse, "locks are released by their holder", explanation),
            (violation.Kind, violation.Property, violation.Explanation)
        );
    }

    private static Violation Find(Func<Mutex, Routine> body) =>
        Assert
            .Single(
                Checker
                    .Check(
                        Given.Program(machine =>
                        {
                            var mutex = machine.Mutex("lock");
                            machine.Fiber("a", () => body(mutex));
                        })
                    )
                    .Counterexamples
            )
            .Violation;
}
