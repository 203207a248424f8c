using System.Text.RegularExpressions;
using Interleave.Memory;
using Interleave.Programs;
using PgmapCheck.Cases;
using PgmapCheck.Reports.Formats.Litmus;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Reports.Formats.Litmus;

public sealed class LitmusFormatTests
{
    [Fact]
    public void Each_step_is_the_kernels_accessor_of_its_ordering()
    {
        var text = LitmusOf(static machine =>
        {
            var x = machine.Cell("p->x", 3);
            var y = machine.Cell("y");
            var z = machine.Cell("z");
            var n = machine.Cell("n", 1);
            var mutex = machine.Mutex("lock");
            machine.Fiber(
                "CPU 0",
                async () =>
                {
                    await mutex.Acquire();
                    await z.Load(MemoryOrder.Plain);
                    await y.Load();
                    await x.Load(MemoryOrder.Acquire);
                    await x.Store(4, MemoryOrder.Plain);
                    await x.Store(5);
                    await x.Store(6, MemoryOrder.Release);
                    await x.Store(7, MemoryOrder.Full);
                    await mutex.Release();
                    await n.Add(1, MemoryOrder.Relaxed);
                    await n.Add(-1);
                    await n.Add(-2, MemoryOrder.Release);
                    await n.AddUnless(1, 0);
                    await n.CompareExchange(0, 9, MemoryOrder.Acquire);
                    await n.Exchange(8);
                    await n.Store(2);
                    await n.Load();
                }
            );
            machine.Fiber(
                "CPU 1",
                async () =>
                {
                    await mutex.Acquire();
                    await x.Load();
                    await mutex.Release();
                    await n.Load();
                    await y.Store(1);
                    await z.Store(1);
                }
            );
            machine.Properties.AtEnd("broken", _ => "as it should be");
        });

        Assert.Contains(
            "{\n\tint z = 0;\n\tint y = 0;\n\tint p_x = 3;\n\tatomic_t n = ATOMIC_INIT(1);\n}\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "}\n\n// CPU 0\nP0(spinlock_t *lock, int *z, int *y, int *p_x, atomic_t *n)\n",
            text,
            StringComparison.Ordinal
        );
        string[] body =
        [
            "spin_lock(lock);",
            "r0 = *z;",
            "r1 = READ_ONCE(*y);",
            "r2 = smp_load_acquire(p_x);",
            "*p_x = 4;",
            "WRITE_ONCE(*p_x, 5);",
            "smp_store_release(p_x, 6);",
            "WRITE_ONCE(*p_x, 7);",
            "smp_mb();",
            "spin_unlock(lock);",
            "atomic_inc(n);",
            "r3 = atomic_dec_return(n);",
            "r4 = atomic_sub_return_release(2, n);",
            "r5 = atomic_add_unless(n, 1, 0);",
            "r6 = atomic_cmpxchg_acquire(n, 0, 9);",
            "r7 = atomic_xchg(n, 8);",
            "atomic_set(n, 2);",
        ];
        Assert.Contains(string.Concat(body.Select(line => $"\t{line}\n")), text, StringComparison.Ordinal);
        Assert.Contains(
            "exists (0:r0=0 /\\ 0:r1=0 /\\ 0:r2=3 /\\ 0:r3=1 /\\ 0:r4=-1 /\\ 0:r5=1 /\\ 0:r6=0 /\\ 0:r7=9 "
                + "/\\ 1:r0=7 /\\ 1:r1=2 /\\ z=1 /\\ y=1 /\\ p_x=7 /\\ n=2)\n",
            text,
            StringComparison.Ordinal
        );
    }

    /// <summary>What one thread alone touches, what nobody writes, and what a thread finds again are no part of a
    /// test; a full barrier stays one.</summary>
    [Fact]
    public void What_says_nothing_about_memory_is_left_out()
    {
        var text = LitmusOf(static machine =>
        {
            var (x, own, constant) = (machine.Cell("x"), machine.Cell("own"), machine.Cell("constant"));
            machine.Fiber(
                "CPU 0",
                async () =>
                {
                    await x.Load();
                    await x.Load();
                    await x.Load();
                    await constant.Load();
                    await own.Add(1, MemoryOrder.Relaxed);
                    await own.Add(1);
                    await own.CompareExchange(5, 6);
                    await x.Store(1);
                }
            );
            machine.Fiber(
                "CPU 1",
                async () =>
                {
                    await constant.Load();
                    await x.Load();
                }
            );
            machine.Properties.AtEnd("broken", _ => "as it should be");
        });

        Assert.Contains(
            "{\n\tint x = 0;\n}\n\n// CPU 0\nP0(int *x)\n{\n"
                + "\tsmp_mb();\n\tWRITE_ONCE(*x, 1);\n}\n\n// CPU 1\nP1(int *x)\n{\n\tint r0;\n\n"
                + "\tr0 = READ_ONCE(*x);\n}\n",
            text,
            StringComparison.Ordinal
        );
    }

    /// <summary>Eight increments of one count are too many executions for herd7; the lost update behind them is
    /// not.</summary>
    [Fact]
    public void A_test_with_too_many_executions_is_the_part_that_needs_its_threads_at_once()
    {
        var text = LitmusOf(static machine =>
        {
            var (n, y) = (machine.Cell("n"), machine.Cell("y"));
            for (var i = 0; i < 2; i++)
            {
                machine.Fiber(
                    $"CPU {i}",
                    async () =>
                    {
                        for (var round = 0; round < 4; round++)
                        {
                            await n.Add(1, MemoryOrder.Relaxed);
                        }

                        await y.Store(await y.Load() + 1);
                    }
                );
            }

            machine.Properties.AtEnd("no update is lost", state => state[y] == 2 ? null : "one is");
        });

        Assert.True(Regex.IsMatch(text, @"\(\* Steps 5 to 11 of 11: with all of them"), text);
        Assert.Contains("{\n\tint y = 0;\n}\n", text, StringComparison.Ordinal);
        Assert.Contains("exists (1:r0=0 /\\ y=1)", text, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(text, @"WRITE_ONCE\(\*y, 1\)"));
    }

    [Fact]
    public void A_test_needs_shared_memory() =>
        Assert.Contains(
            "not expressed, nothing that its",
            LitmusOf(static machine =>
            {
                var x = machine.Cell("x");
                machine.Fiber("CPU 0", async () => await x.Store(1));
                machine.Properties.AtEnd("broken", _ => "as it should be");
            }),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_choice_is_not_expressed() =>
        Assert.Equal(
            "(* v0.1/odd, 'broken': not expressed, it depends on a choice (which: way\n   0) *)\n",
            LitmusOf(static machine =>
            {
                machine.Fiber("CPU 0", async () => await machine.Choose(2, "which"));
                machine.Properties.AtEnd("broken", _ => "as it should be");
            })
        );

    [Fact]
    public void What_never_ends_is_not_expressed() =>
        Assert.Contains(
            "not expressed, it never ends",
            new LitmusFormat().Write(SampleRun.Looping),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_proof_has_no_test() =>
        Assert.Equal(
            "(* nothing is violated: there is no test to write *)\n",
            new LitmusFormat().Write(SampleRun.Proof)
        );

    private static string LitmusOf(Action<Machine> fill) =>
        new LitmusFormat().Write(
            SampleRun.Proof with
            {
                Cases =
                [
                    SampleRun.Check(new Case("v0.1", "odd", new ConcurrentProgram("v0.1/odd", fill)), long.MaxValue),
                ],
            }
        );
}
