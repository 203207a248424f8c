using Interleave;
using Interleave.Memory;
using Interleave.Search;
using PgmapCheck.Model.Harnesses;

namespace PgmapCheck.Properties.Tests.Harnesses;

/// <summary>
/// Orders of generic memory under the weak memory, as the kernel's litmus tests have them
/// (tools/memory-model/litmus-tests: MP, SB and LB, and their dependencies).
/// </summary>
public sealed class WeakMemoryTests
{
    [Theory]
    // MP+onceassign+derefonce and its broken form.
    [InlineData(
        "data.a = 1; smp_store_release(&p, &data);",
        "int *q = READ_ONCE(p); if (q) WARN_ON(!READ_ONCE(*q));",
        true
    )]
    [InlineData("data.a = 1; WRITE_ONCE(p, &data.a);", "int *q = READ_ONCE(p); if (q) WARN_ON(!READ_ONCE(*q));", false)]
    [InlineData(
        "data.a = 1; smp_wmb(); WRITE_ONCE(p, &data.a);",
        "int *q = READ_ONCE(p); if (q) WARN_ON(!READ_ONCE(*q));",
        true
    )]
    // No dependency: what is read is not reached through the pointer.
    [InlineData("data.a = 1; smp_store_release(&flag, 1);", "if (READ_ONCE(flag)) WARN_ON(!READ_ONCE(data.a));", false)]
    [InlineData(
        "data.a = 1; smp_store_release(&flag, 1);",
        "if (smp_load_acquire(&flag)) WARN_ON(!READ_ONCE(data.a));",
        true
    )]
    [InlineData(
        "data.a = 1; smp_store_release(&flag, 1);",
        "if (READ_ONCE(flag)) { smp_rmb(); WARN_ON(!READ_ONCE(data.a)); }",
        true
    )]
    // Two pointers, one after the other, and a call in between.
    [InlineData(
        "data.a = 1; smp_store_release(&data.to, &data); smp_store_release(&outer, &data);",
        "struct data *d = READ_ONCE(outer); if (d) WARN_ON(!value(READ_ONCE(d->to)));",
        true
    )]
    // SB+fencembonceonces.
    [InlineData(
        "WRITE_ONCE(flag, 1); smp_mb(); r0 = READ_ONCE(other);",
        "WRITE_ONCE(other, 1); smp_mb(); r1 = READ_ONCE(flag);",
        true
    )]
    [InlineData("WRITE_ONCE(flag, 1); r0 = READ_ONCE(other);", "WRITE_ONCE(other, 1); r1 = READ_ONCE(flag);", false)]
    // A value-returning atomic is a full barrier.
    [InlineData("xchg(&flag, 1); r0 = READ_ONCE(other);", "xchg(&other, 1); r1 = READ_ONCE(flag);", true)]
    // Locks hand over what was written.
    [InlineData(
        "spin_lock(&lock); data.a = 1; flag = 1; spin_unlock(&lock);",
        "spin_lock(&lock); if (flag) WARN_ON(!data.a); spin_unlock(&lock);",
        true
    )]
    public void Is_ordered(string one, string two, bool isOrdered)
    {
        var text = HarnessFixture.Text(
            $$"""
            c {
            typedef struct { int word; } spinlock_t;
            spinlock_t lock;
            struct data { int a; struct data *to; } data, *outer;
            int *p, flag, other, r0 = 1, r1 = 1;
            int value(struct data *d) { return d ? READ_ONCE(d->a) : 1; }
            }
            thread "one" { {{one}} }
            thread "two" { {{two}} }
            end { WARN_ON(!r0 && !r1); }
            """
        );
        var verdict = Checker.Check(HarnessProgram.Of(text, "x"), new SearchOptions { Memory = MemoryModel.Weak });

        Assert.Null(verdict.Incomplete);
        Assert.Equal(isOrdered, verdict.Counterexamples.IsEmpty);
    }
}
