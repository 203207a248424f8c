using Interleave.Violations;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties.Tests.Harnesses;

/// <summary>What is watched in every harness, and what generic memory is.</summary>
public sealed class GenericObjectTests
{
    private const string Things = """
        c {
        typedef struct { int word; } spinlock_t;
        struct mutex { int word; };
        typedef struct { int counter; } atomic_t;
        struct rcu_head { struct rcu_head *next; void (*func)(struct rcu_head *head); };
        struct thing { long number; struct thing *next; struct rcu_head rcu; spinlock_t lock; atomic_t count; };
        spinlock_t a, b;
        struct mutex m;
        struct thing *the_thing, first = { .number = 3, .next = &first };
        unsigned long big;
        int flag;
        }
        """;

    [Theory]
    [InlineData("struct thing *t = kzalloc(sizeof(*t), 0); kfree(t); t->number = 1;", EngineRules.NoUseAfterFree)]
    [InlineData("struct thing *t = kzalloc(sizeof(*t), 0); kfree(t); kfree(t);", EngineRules.NoDoubleFree)]
    [InlineData("struct thing *t = kzalloc(sizeof(*t), 0); t->number = 1;", KernelRules.MemoryIsFreed)]
    [InlineData(
        "struct thing *t = kmalloc(sizeof(*t), 0); WARN_ON(t->number); kfree(t);",
        KernelRules.NoUninitialisedReads
    )]
    [InlineData("long *t = kzalloc(sizeof(*t), 0); t[1] = 1; kfree(t);", KernelRules.NoOverruns)]
    [InlineData("kfree(&first);", KernelRules.NoOverruns)]
    [InlineData("struct thing *t = the_thing; t->number = 1;", KernelRules.NoWildPointers)]
    [InlineData("mutex_lock(&m);", EngineRules.LocksAreReleased)]
    [InlineData("mutex_unlock(&m);", EngineRules.LocksAreReleased)]
    [InlineData("mutex_lock(&m); mutex_lock(&m);", EngineRules.NoBlockedFiber)]
    [InlineData("spin_lock(&a); mutex_lock(&m); mutex_unlock(&m); spin_unlock(&a);", KernelRules.NoSleepInAtomic)]
    [InlineData("rcu_read_lock(); synchronize_rcu(); rcu_read_unlock();", KernelRules.NoSleepInAtomic)]
    [InlineData("preempt_disable();", KernelRules.ContextIsLeft)]
    [InlineData("rcu_read_unlock();", KernelRules.ContextIsLeft)]
    [InlineData("WARN_ON(choose(3) == 2);", KernelRules.NoWarnings)]
    public void Is_noticed(string body, string property) =>
        Assert.Equal(
            [property],
            HarnessFixture.Violations($"{Things}\nthread \"one\" {{ {body} }}").Select(v => v.Property)
        );

    [Theory]
    [InlineData("WARN_ON(first.number != 3 || first.next->next != &first);")]
    [InlineData("big = 1UL << 63; big++; WARN_ON(big != (1UL << 63) + 1); WARN_ON((big >> 63) != 1);")]
    [InlineData("flag = -1; WARN_ON((unsigned int)flag != 4294967295U); WARN_ON(*(unsigned int *)&flag < 5);")]
    [InlineData("first.next = (struct thing *)((unsigned long)&first | 1); WARN_ON(!((unsigned long)first.next & 1));")]
    [InlineData("struct thing t = first, u; u = t; first = u; WARN_ON(first.next != &first);")]
    [InlineData("WARN_ON(cmpxchg(&the_thing, 0, &first)); WARN_ON(cmpxchg(&the_thing, 0, 0) != &first);")]
    [InlineData("atomic_add(1 << 20, &first.count); WARN_ON(atomic_read(&first.count) != 1 << 20);")]
    [InlineData("set_bit(63, &big); WARN_ON(!test_and_clear_bit(63, &big)); WARN_ON(big);")]
    [InlineData("struct thing *t = kzalloc(sizeof(*t), 0); kfree_rcu(t, rcu);")]
    public void Is_right(string body) =>
        Assert.Empty(HarnessFixture.Violations($"{Things}\nthread \"one\" {{ {body} }}"));

    [Fact]
    public void A_lock_order_is_a_deadlock() =>
        Assert.Equal(
            [EngineRules.NoBlockedFiber],
            HarnessFixture
                .Violations(
                    $$"""
                    {{Things}}
                    thread "one" { spin_lock(&a); spin_lock(&b); spin_unlock(&b); spin_unlock(&a); }
                    thread "two" { spin_lock(&b); spin_lock(&a); spin_unlock(&a); spin_unlock(&b); }
                    """
                )
                .Select(v => v.Property)
        );

    [Fact]
    public void A_local_that_others_see_dies_with_its_function()
    {
        var violation = Assert.Single(
            HarnessFixture.Violations(
                $$"""
                {{Things}}
                thread "one" { struct thing t = { 1 }; the_thing = &t; flag = 1; }
                thread "two" { struct thing *t = await_nonzero(&the_thing); t->number = 2; }
                """
            )
        );

        Assert.Equal((EngineRules.NoUseAfterFree, "one's t.number is used after one's t was freed"), violation);
    }

    [Theory]
    [InlineData("rcu_read_lock(); t = the_thing; if (t) t->number++; rcu_read_unlock();", true)]
    [InlineData("t = the_thing; if (t) t->number++;", false)]
    public void A_callback_runs_after_a_grace_period(string reader, bool isRight) =>
        Assert.Equal(
            isRight,
            !HarnessFixture
                .Violations(
                    $$"""
                    {{Things}}
                    c { void thing_free(struct rcu_head *head) { kfree((char *)head - __builtin_offsetof(struct thing, rcu)); } }
                    init { the_thing = kzalloc(sizeof(*the_thing), 0); }
                    thread "reader" { struct thing *t; {{reader}} }
                    thread "owner" { struct thing *t = the_thing; the_thing = 0; call_rcu(&t->rcu, thing_free); }
                    """
                )
                .Any()
        );

    [Fact]
    public void Allocations_may_fail_where_the_harness_says_so()
    {
        const string body = "thread \"one\" { struct thing *t = kzalloc(sizeof(*t), 0); t->number = 1; kfree(t); }";

        Assert.Empty(HarnessFixture.Violations($"{Things}\n{body}"));
        Assert.Equal(
            [KernelRules.NoWildPointers],
            HarnessFixture.Violations($"{Things}\nfaults\n{body}").Select(v => v.Property)
        );
    }

    [Fact]
    public void A_name_without_a_meaning_is_no_pass_unless_it_is_cut_off()
    {
        const string body = "thread \"one\" { WARN_ON(unheard_of(unknown) != 2); }";

        Assert.StartsWith(
            "x.harness:1: unheard_of has no meaning",
            HarnessFixture.Check(body).Incomplete,
            StringComparison.Ordinal
        );
        var text = HarnessFixture.Text($"drop unheard_of returns 2\n{body}");
        Assert.True(Interleave.Checker.Check(Model.Harnesses.HarnessProgram.Of(text, "x")).IsProof);
        Assert.Equal("unheard_of", Assert.Single(text.StubsReached));
    }

    [Fact]
    public void What_runs_at_the_end_sees_what_threads_left() =>
        Assert.Empty(
            HarnessFixture.Violations(
                """
                c { int x; }
                init { x = 1; }
                thread "one" { xchg(&x, 2); }
                thread "two" { await_nonzero(&x); }
                end { WARN_ON(x != 2); }
                """
            )
        );

    [Fact]
    public void A_thread_that_never_ends_is_said() =>
        Assert.Contains(
            "thread \"one\" runs to its end",
            HarnessFixture.Check("c { int x; }\nthread \"one\" { for (;;) x = 1; }").NeverReached
        );
}
