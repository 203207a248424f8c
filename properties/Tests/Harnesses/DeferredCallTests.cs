using Interleave.Violations;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties.Tests.Harnesses;

/// <summary>Works, timers, SRCU, and what a CPU has for itself.</summary>
public sealed class DeferredCallTests
{
    private const string Types = """
        c {
        typedef struct { int word; } spinlock_t;
        typedef struct { long counter; } atomic_long_t;
        struct list_head { struct list_head *next, *prev; };
        struct hlist_node { struct hlist_node *next, **pprev; };
        struct work_struct { atomic_long_t data; struct list_head entry; void (*func)(struct work_struct *work); };
        struct timer_list { struct hlist_node entry; unsigned long expires; void (*function)(struct timer_list *timer); };
        struct srcu_struct { long words[4]; };
        struct thing { struct work_struct work; struct timer_list timer; int data; };
        spinlock_t lock;
        struct thing *the_thing;
        struct srcu_struct srcu;
        int ran, beside, counter;
        void work(struct work_struct *w) { WARN_ON(xchg(&beside, 1)); ran++; xchg(&beside, 0); }
        void fire(struct timer_list *t) { ran++; }
        void sleeps(struct timer_list *t) { might_sleep(); }
        }
        """;

    private const string Begin = "init { the_thing = kzalloc(sizeof(struct thing), 0); the_thing->work.func = work; }";

    [Theory]
    [InlineData("schedule_work(w); flush_work(w); WARN_ON(ran != 1); kfree(t);")]
    [InlineData("schedule_work(w); schedule_work(w); flush_work(w); WARN_ON(ran != 1 && ran != 2); kfree(t);")]
    [InlineData("schedule_work(w); if (cancel_work_sync(w)) WARN_ON(ran); else WARN_ON(ran != 1); kfree(t);")]
    [InlineData("WARN_ON(cancel_work_sync(w)); WARN_ON(!schedule_work(w)); flush_work(w); kfree(t);")]
    [InlineData("schedule_work(w); flush_scheduled_work(); WARN_ON(ran != 1); kfree(t);")]
    [InlineData("timer_setup(m, fire, 0); mod_timer(m, 1); timer_delete_sync(m); WARN_ON(ran > 1); kfree(t);")]
    [InlineData("timer_setup(m, fire, 0); timer_shutdown_sync(m); WARN_ON(mod_timer(m, 1)); kfree(t);")]
    [InlineData("timer_setup(m, fire, 0); WARN_ON(timer_delete(m)); WARN_ON(timer_pending(m)); kfree(t);")]
    public void Is_right(string body) => Assert.Empty(Violations(body));

    [Theory]
    [InlineData("schedule_work(w); kfree(t);", EngineRules.NoUseAfterFree)]
    [InlineData("schedule_work(w); flush_work(w); WARN_ON(ran == 1); kfree(t);", KernelRules.NoWarnings)]
    [InlineData("schedule_work(w); WARN_ON(cancel_work_sync(w)); kfree(t);", KernelRules.NoWarnings)]
    [InlineData("schedule_work(w); WARN_ON(!cancel_work_sync(w)); kfree(t);", KernelRules.NoWarnings)]
    [InlineData("spin_lock(&lock); flush_work(w); spin_unlock(&lock); kfree(t);", KernelRules.NoSleepInAtomic)]
    [InlineData("timer_setup(m, fire, 0); mod_timer(m, 1); kfree(t);", EngineRules.NoUseAfterFree)]
    [InlineData(
        "timer_setup(m, sleeps, 0); mod_timer(m, 1); timer_delete_sync(m); kfree(t);",
        KernelRules.NoSleepInAtomic
    )]
    [InlineData(
        "timer_setup(m, fire, 0); mod_timer(m, 1); WARN_ON(!timer_delete_sync(m)); kfree(t);",
        KernelRules.NoWarnings
    )]
    public void Is_noticed(string body, string property) =>
        Assert.Contains(property, Violations(body).Select(v => v.Property));

    [Theory]
    [InlineData("synchronize_srcu(&srcu);", true)]
    [InlineData("synchronize_rcu();", false)]
    [InlineData("", false)]
    public void An_SRCU_reader_is_waited_for_by_its_domain_alone(string wait, bool isRight) =>
        Assert.Equal(
            isRight,
            !HarnessFixture
                .Violations(
                    $$"""
                    {{Types}}
                    {{Begin}}
                    thread "reader" { int i = srcu_read_lock(&srcu); struct thing *t = the_thing; might_sleep(); if (t) t->data = 1; srcu_read_unlock(&srcu, i); }
                    thread "owner" { struct thing *t = the_thing; the_thing = 0; {{wait}} kfree(t); }
                    """
                )
                .Any()
        );

    [Theory]
    [InlineData("preempt_disable();", "preempt_enable();", true)]
    [InlineData("local_irq_disable();", "local_irq_enable();", true)]
    [InlineData("", "", false)]
    public void A_grace_period_waits_for_who_has_preemption_off(string begin, string end, bool isRight) =>
        Assert.Equal(
            isRight,
            !HarnessFixture
                .Violations(
                    $$"""
                    {{Types}}
                    {{Begin}}
                    thread "reader" { {{begin}} struct thing *t = the_thing; if (t) t->data = 1; {{end}} }
                    thread "owner" { struct thing *t = the_thing; the_thing = 0; synchronize_rcu(); kfree(t); }
                    """
                )
                .Any()
        );

    [Fact]
    public void A_CPU_s_copy_is_its_own() =>
        Assert.Empty(
            HarnessFixture.Violations(
                $$"""
                {{Types}}
                thread "one" { this_cpu_write(counter, 1); WARN_ON(this_cpu_read(counter) != 1); }
                thread "two" { WARN_ON(this_cpu_read(counter)); this_cpu_write(counter, 2); }
                end { WARN_ON(*per_cpu_ptr(&counter, 0) + *per_cpu_ptr(&counter, 1) != 3 || num_online_cpus() != 2); }
                """
            )
        );

    [Theory]
    [InlineData("WARN_ON(ffs(12) != 3 || ffs(0) || fls(12) != 4 || __ffs(12) != 2 || __fls(12) != 3 || fls64(0));")]
    [InlineData(
        "WARN_ON(hweight32(255) != 8 || __builtin_ctzl(counter | 8) != 3 || __builtin_popcount(counter | 7) != 3);"
    )]
    [InlineData(
        "unsigned long map[2] = { 0, 4 }; WARN_ON(find_first_bit(map, 128) != 66 || find_next_bit(map, 128, 67) != 128);"
    )]
    [InlineData(
        "unsigned long map[1] = { 5 }; WARN_ON(find_first_zero_bit(map, 64) != 1); __set_bit(1, map); WARN_ON(map[0] != 7);"
    )]
    [InlineData(
        "struct thing t; memset(&t, 0, sizeof(t)); WARN_ON(t.data); t.data = 3; struct thing u; memcpy(&u, &t, sizeof(t)); WARN_ON(u.data != 3);"
    )]
    [InlineData(
        "counter = 5; int copy; memcpy(&copy, &counter, sizeof(copy)); memset(&counter, 0, sizeof(counter)); WARN_ON(counter || copy != 5);"
    )]
    [InlineData(
        "the_thing = kmalloc(sizeof(struct thing), 0); memset(the_thing, 0, sizeof(*the_thing)); WARN_ON(the_thing->data); kfree(the_thing);"
    )]
    public void Numbers_and_bytes_are_right(string body) =>
        Assert.Empty(HarnessFixture.Violations($"{Types}\nthread \"one\" {{ {body} }}"));

    private static IEnumerable<(string Property, string Explanation)> Violations(string body) =>
        HarnessFixture.Violations(
            $$"""
            {{Types}}
            {{Begin}}
            thread "one" { struct thing *t = the_thing; struct work_struct *w = &t->work; struct timer_list *m = &t->timer; {{body}} }
            """
        );
}
