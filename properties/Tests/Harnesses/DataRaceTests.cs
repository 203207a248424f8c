using Interleave;
using Interleave.Memory;
using Interleave.Search;
using Interleave.Traces;
using PgmapCheck.Model.Harnesses;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties.Tests.Harnesses;

/// <summary>What is a data race and what is none, as the kernel's memory model and KCSAN have it.</summary>
public sealed class DataRaceTests
{
    [Theory]
    [InlineData("data++;", "data++;")]
    [InlineData("data = 1;", "WARN_ON(data > 1);")]
    [InlineData("data = 1;", "WARN_ON(READ_ONCE(data) > 1);")]
    [InlineData("WRITE_ONCE(data, 1);", "WARN_ON(data > 1);")]
    [InlineData("data = 1;", "xchg(&data, 2);")]
    [InlineData("spin_lock(&lock); data++; spin_unlock(&lock);", "data = 2;")]
    [InlineData("spin_lock(&lock); data++; spin_unlock(&lock);", "spin_lock(&other); data++; spin_unlock(&other);")]
    // Behind the flag, but not by way of it.
    [InlineData("data = 1; smp_store_release(&flag, 1); data = 2;", "if (smp_load_acquire(&flag)) both = data;")]
    // Structs are copied plainly.
    [InlineData("pair = (struct pair){ 1, 2 };", "WARN_ON(READ_ONCE(pair.b) > 2);")]
    [InlineData("mark(1); data = 1; mark(0);", "data = 2;")]
    public void Races(string one, string two) => Assert.Equal([KernelRules.NoDataRaces], Violated(one, two));

    [Theory]
    [InlineData("WARN_ON(data);", "WARN_ON(data);")]
    [InlineData("WRITE_ONCE(data, 1);", "WARN_ON(READ_ONCE(data) > 1);")]
    [InlineData("atomic_inc(&count);", "atomic_inc(&count);")]
    [InlineData("spin_lock(&lock); data++; spin_unlock(&lock);", "spin_lock(&lock); data++; spin_unlock(&lock);")]
    [InlineData(
        "data = 1; smp_store_release(&flag, 1);",
        "if (smp_load_acquire(&flag)) { data = 2; WARN_ON(data != 2); }"
    )]
    [InlineData("if (!xchg(&flag, 1)) data = 1;", "if (!xchg(&flag, 1)) data = 2;")]
    [InlineData("WRITE_ONCE(data, 1);", "WARN_ON(data_race(data) > 1);")]
    [InlineData("data_race(data++);", "data = 1;")]
    [InlineData("pair.a = 1;", "pair.b = 1;")]
    // A seqlock's writer, and its reader, who looks again.
    [InlineData(
        "spin_lock(&lock); kcsan_nestable_atomic_begin(); data++; flag++; kcsan_nestable_atomic_end(); spin_unlock(&lock);",
        "kcsan_atomic_next(1000); WARN_ON(data > 1); WARN_ON(flag > 1); kcsan_atomic_next(0);"
    )]
    // Publication by RCU.
    [InlineData(
        "pair.a = 1; smp_store_release(&published, &pair);",
        "rcu_read_lock(); struct pair *p = READ_ONCE(published); if (p) WARN_ON(p->a != 1); rcu_read_unlock();"
    )]
    public void Races_not(string one, string two)
    {
        Assert.Empty(Violated(one, two));
        Assert.Empty(Violated(one, two, MemoryModel.Weak));
    }

    // Only a weak memory lets the two meet.
    [Theory]
    [InlineData("data = 1; WRITE_ONCE(flag, 1);", "if (smp_load_acquire(&flag)) WARN_ON(data > 1);")]
    [InlineData("data = 1; smp_store_release(&flag, 1);", "if (READ_ONCE(flag)) WARN_ON(data > 1);")]
    [InlineData(
        "pair.a = 1; WRITE_ONCE(published, &pair);",
        "struct pair *p = READ_ONCE(published); if (p) WARN_ON(p->a > 1);"
    )]
    public void Races_for_want_of_an_order(string one, string two)
    {
        Assert.Empty(Violated(one, two));
        Assert.Equal([KernelRules.NoDataRaces], Violated(one, two, MemoryModel.Weak));
    }

    [Fact]
    public void What_runs_before_and_behind_all_threads_races_with_none_of_them()
    {
        Assert.Empty(
            Violated("data++;", "WRITE_ONCE(flag, 1);", more: "init { data = 1; }\nend { WARN_ON(data != 2); }")
        );
    }

    [Fact]
    public void A_work_races_with_who_has_queued_it_and_goes_on()
    {
        const string Begin = "init { work.func = run; }";
        const string Work = "static void run(struct work_struct *work) { data = 1; }";

        Assert.Equal(
            [KernelRules.NoDataRaces],
            Violated("schedule_work(&work); data = 2;", "", more: Begin, work: Work)
        );
        Assert.Empty(Violated("schedule_work(&work); flush_work(&work); data = 2;", "", more: Begin, work: Work));
    }

    [Fact]
    public void Nobody_looks_who_is_not_asked_to()
    {
        var verdict = HarnessFixture.Check(
            File("data++;", "data++;", "", "").Replace("races\n", "", StringComparison.Ordinal)
        );

        Assert.Empty(verdict.Counterexamples);
    }

    [Fact]
    public void A_trace_says_what_is_to_be_watched()
    {
        // The other thread's access, for which the word is watched at all, comes behind the violation.
        const string One = "data = 1; WARN_ON(READ_ONCE(flag) == 0);";
        const string Two = "WRITE_ONCE(flag, 0); spin_lock(&lock); data = 2; spin_unlock(&lock);";
        var program = HarnessProgram.Of(HarnessFixture.Text(File(One, Two, "", "")), "x");
        var found = Checker.Check(program).Counterexamples.Single(c => c.Violation.Property == KernelRules.NoWarnings);
        var file = TraceFile.Of(Replayer.Replay(program, found.Schedule), "test");

        var again = HarnessFixture.Text(File(One, Two, "", ""));
        again.WatchAsIn(file.Steps);

        Assert.Equal(file.Property, file.Replay(HarnessProgram.Of(again, "x")).Violation!.Property);
    }

    private static string[] Violated(
        string one,
        string two,
        MemoryModel memory = MemoryModel.Sequential,
        string more = "",
        string work = ""
    )
    {
        var verdict = HarnessFixture.Check(File(one, two, more, work), new SearchOptions { Memory = memory });
        Assert.Null(verdict.Incomplete);
        return [.. verdict.Counterexamples.Select(c => c.Violation.Property).Distinct()];
    }

    private static string File(string one, string two, string more, string work) =>
        $$"""
            races
            c {
            typedef struct { int word; } spinlock_t;
            typedef struct { int counter; } atomic_t;
            typedef struct { long counter; } atomic_long_t;
            struct list_head { struct list_head *next, *prev; };
            struct work_struct { atomic_long_t data; struct list_head entry; void (*func)(struct work_struct *work); };
            static spinlock_t lock, other;
            static atomic_t count;
            static struct work_struct work;
            static int data, flag, both;
            static struct pair { int a, b; } pair, *published;
            static void mark(int begins) { if (begins) kcsan_nestable_atomic_begin(); else kcsan_nestable_atomic_end(); }
            {{work}}
            }
            thread "one" { {{one}} }
            thread "two" { {{two}} }
            {{more}}
            """.Replace("\r", "", StringComparison.Ordinal);
}
