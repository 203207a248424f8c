using Interleave;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;

namespace PgmapCheck.Properties.Tests.Text;

/// <summary>C text does what the same written in C# does: the same final states, as many states, the same
/// verdicts.</summary>
public sealed class TwinTests
{
    [Fact]
    public void A_plain_increment_loses_an_update() =>
        Same(
            "int counter; void first(void) { counter++; } void second(void) { counter++; }",
            (machine, counter) => (Plain(counter), Plain(counter))
        );

    [Fact]
    public void An_atomic_increment_loses_none() =>
        Same(
            Atomic
                + "atomic_t counter; void first(void) { atomic_inc(&counter); } void second(void) { atomic_inc(&counter); }",
            (machine, counter) => (Inc(counter), Inc(counter))
        );

    [Fact]
    public void A_loop_of_compare_and_exchange_is_an_increment() =>
        Same(
            Atomic
                + """
                atomic_t counter;
                void first(void)
                {
                    int old = atomic_read(&counter);
                    while (!atomic_try_cmpxchg(&counter, &old, old + 1))
                        ;
                }
                void second(void) { atomic_add(2, &counter); }
                """,
            (machine, counter) => (Loop(counter), Add(counter, 2))
        );

    [Fact]
    public void A_loop_of_calls_without_a_step_is_incomplete()
    {
        var program = TextFixture.Program(
            "int seen; static int again(int n) { return n + 1; }"
                + "void first(void) { int n = 0; while (again(n)) n = 1; seen = n; } void second(void) { seen = 2; }",
            "first",
            "second"
        );

        Assert.Contains("100,000 calls and accesses without a step", Checker.Check(program).Incomplete);
    }

    [Theory]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Weak)]
    public void Store_buffering_needs_barriers(MemoryModel memory)
    {
        var options = new Interleave.Search.SearchOptions { Memory = memory };
        var without = Checker.Check(TextFixture.Program(StoreBuffering(""), "first", "second"), options);
        var with = Checker.Check(TextFixture.Program(StoreBuffering("smp_mb();"), "first", "second"), options);

        Assert.Equal(KernelRules.NoWarnings, Assert.Single(without.Counterexamples).Violation.Property);
        Assert.True(with.IsProof, with.Incomplete);
    }

    [Theory]
    [InlineData("WRITE_ONCE(flag, 1);", "READ_ONCE(flag)", false)]
    [InlineData("smp_store_release(&flag, 1);", "READ_ONCE(flag)", false)]
    [InlineData("WRITE_ONCE(flag, 1);", "smp_load_acquire(&flag)", false)]
    [InlineData("smp_store_release(&flag, 1);", "smp_load_acquire(&flag)", true)]
    [InlineData("smp_wmb(); WRITE_ONCE(flag, 1);", "smp_load_acquire(&flag)", true)]
    public void Message_passing_needs_both_sides(string store, string load, bool isOrdered)
    {
        var program = TextFixture.Program(
            $$"""
            {{Once}}
            int data, flag;
            void first(void) { WRITE_ONCE(data, 1); {{store}} }
            void second(void) { if ({{load}}) WARN_ON(!READ_ONCE(data)); }
            """,
            "first",
            "second"
        );

        var weak = Checker.Check(program, new() { Memory = MemoryModel.Weak });

        Assert.Null(weak.Incomplete);
        Assert.Equal(isOrdered, weak.Counterexamples.IsEmpty);
        Assert.True(Checker.Check(program).IsProof);
    }

    private const string Atomic = "typedef struct { int counter; } atomic_t;\n";

    private const string Once = """
        #define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))
        #define WRITE_ONCE(x, v) do { *(volatile typeof(x) *)&(x) = (v); } while (0)

        """;

    private static string StoreBuffering(string barrier) =>
        $$"""
            {{Once}}
            typedef struct { int counter; } atomic_t;
            int x, y;
            atomic_t zeros;
            void first(void) { WRITE_ONCE(x, 1); {{barrier}} if (!READ_ONCE(y)) WARN_ON(atomic_inc_return(&zeros) == 2); }
            void second(void) { WRITE_ONCE(y, 1); {{barrier}} if (!READ_ONCE(x)) WARN_ON(atomic_inc_return(&zeros) == 2); }
            """;

    private static void Same(string c, Func<Machine, Cell, (Func<Routine> First, Func<Routine> Second)> twin)
    {
        var text = TextFixture.Program(c, "first", "second");
        var byHand = new ConcurrentProgram(
            "by hand",
            machine =>
            {
                var linux = new Linux(machine, KnownReleases.V6_1, new Hardware());
                var (first, second) = twin(machine, machine.Cell("counter"));
                linux.StartTask("first", _ => first());
                linux.StartTask("second", _ => second());
            }
        );
        var proof = Checker.Check(text);

        Assert.True(proof.IsProof, proof.Incomplete);
        Assert.Equal(Checker.Check(byHand).States, proof.States);
        Assert.Equal(
            Checker.ListFinalStates(byHand).FinalStates.Order(),
            Checker.ListFinalStates(text).FinalStates.Order()
        );
    }

    private static Func<Routine> Plain(Cell cell) =>
        async () => await cell.Store(await cell.Load(MemoryOrder.Plain) + 1, MemoryOrder.Plain);

    private static Func<Routine> Inc(Cell cell) => async () => await cell.Add(1, MemoryOrder.Relaxed);

    private static Func<Routine> Add(Cell cell, int n) => async () => await cell.Add(n, MemoryOrder.Relaxed);

    private static readonly Update s_increment = static (int value, int expected, out int old) =>
    {
        old = value;
        return value == expected ? value + 1 : value;
    };

    private static Func<Routine> Loop(Cell cell) =>
        async () =>
        {
            var expected = await cell.Load();
            while (true)
            {
                var old = await cell.Update(s_increment, expected);
                if (old == expected)
                {
                    return;
                }

                expected = old;
            }
        };
}
