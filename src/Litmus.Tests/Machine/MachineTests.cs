using Litmus.Tests.Verdicts;
using Litmus.Verdicts;
using LitmusMachine;

namespace Litmus.Tests.Machine;

/// <summary>What the machine says of tests beside what the axioms say, and why it says something else.</summary>
public sealed class MachineTests
{
    [Theory]
    [InlineData(
        "0:r0=1 /\\ 1:r0=1",
        "int r0 = READ_ONCE(*x); WRITE_ONCE(*y, 1);",
        "int r0 = READ_ONCE(*y); WRITE_ONCE(*x, 1);"
    )]
    [InlineData(
        "1:r0=1 /\\ x=2",
        "WRITE_ONCE(*x, 2); smp_wmb(); WRITE_ONCE(*y, 1);",
        "int r0 = READ_ONCE(*y); WRITE_ONCE(*x, 1);"
    )]
    [InlineData("1:r0=1 /\\ a=5", "atomic_set(a, 5); WRITE_ONCE(*y, 1);", "int r0 = READ_ONCE(*y); atomic_inc(a);")]
    // after the end of an if that it decides
    [InlineData(
        "0:r0=1 /\\ 1:r0=1",
        "int r0 = READ_ONCE(*x); if (r0) { WRITE_ONCE(*z, 1); } WRITE_ONCE(*y, 1);",
        "int r0 = READ_ONCE(*y); WRITE_ONCE(*x, 1);"
    )]
    // past a release, and from its own release to an acquire
    [InlineData(
        "0:r0=1 /\\ 1:r0=1",
        "int r0 = READ_ONCE(*x); smp_store_release(z, 1); int r1 = smp_load_acquire(z); WRITE_ONCE(*y, 1);",
        "int r0 = READ_ONCE(*y); WRITE_ONCE(*x, 1);"
    )]
    // out of one section into the next
    [InlineData(
        "0:r0=1 /\\ 1:r0=1",
        "rcu_read_lock(); int r0 = READ_ONCE(*x); rcu_read_unlock(); rcu_read_lock(); WRITE_ONCE(*y, 1); "
            + "rcu_read_unlock();",
        "rcu_read_lock(); int r0 = READ_ONCE(*y); rcu_read_unlock(); rcu_read_lock(); WRITE_ONCE(*x, 1); "
            + "rcu_read_unlock();"
    )]
    public void Load_buffering_is_why(string question, string first, string second)
    {
        var (verdict, difference) = Compare(question, first, second);

        Assert.Equal(LitmusAnswer.Never, verdict.Answer);
        Assert.Equal(MachineDifference.LoadBuffering, difference);
    }

    // What is ordered stays so with load buffering, too.
    [Theory]
    [InlineData("int r0 = READ_ONCE(*x); WRITE_ONCE(*y, r0);")]
    [InlineData("int r0 = READ_ONCE(*x); if (r0) { WRITE_ONCE(*y, 1); }")]
    [InlineData("int r0 = READ_ONCE(*x); smp_mb(); WRITE_ONCE(*y, 1);")]
    [InlineData("int r0 = smp_load_acquire(x); WRITE_ONCE(*y, 1);")]
    [InlineData("int r0 = READ_ONCE(*x); smp_store_release(y, 1);")]
    [InlineData("int r0 = READ_ONCE(*x); WRITE_ONCE(*z, r0); int r1 = READ_ONCE(*z); WRITE_ONCE(*y, r1);")]
    public void What_is_ordered_is_ordered_with_load_buffering(string body)
    {
        string[] bodies = [body, "int r0 = READ_ONCE(*y); if (r0) { WRITE_ONCE(*x, 1); }"];
        var test = Judged.Test("exists (0:r0=1 /\\ 1:r0=1)", bodies);

        Assert.Equal(LitmusAnswer.Never, MachineJudge.Judge(test, new MachineOptions { LoadBuffering = true }).Answer);
    }

    // Nobody declares where a pointer leads: that is found in the code.
    [Theory]
    [InlineData("int *r0 = READ_ONCE(*p); int r1 = READ_ONCE(*r0);")]
    [InlineData("int *r0 = READ_ONCE(*p); int *r2 = r0; int r1 = READ_ONCE(*r2);")]
    [InlineData("int *r0 = READ_ONCE(*p); WRITE_ONCE(*q, r0); int *r2 = READ_ONCE(*q); int r1 = READ_ONCE(*r2);")]
    public void An_address_dependency_is_derived(string reader)
    {
        const string Text = """
            C dependency
            { int *p = &x; int z = 7; int y = 8; int *q = &x; }
            P0(int **p, int *y) { WRITE_ONCE(*y, 1); smp_store_release(p, y); }
            P1(int **p, int **q, int *y) { READER }
            exists (1:r0=y /\ 1:r1=8)
            """;
        var test = LitmusReader.Read("test", Text.Replace("READER", reader));

        Assert.Equal(LitmusAnswer.Never, LitmusJudge.Judge(test, new JudgeOptions()).Answer);
        Assert.Equal(LitmusAnswer.Never, MachineJudge.Judge(test, new MachineOptions()).Answer);
    }

    [Fact]
    public void A_lock_may_be_found_as_it_was()
    {
        var (verdict, difference) = Compare(
            "1:r0=1 /\\ 1:r1=0",
            "spin_lock(l); WRITE_ONCE(*x, 1);",
            "int r0 = READ_ONCE(*x); int r1 = spin_is_locked(l);"
        );

        Assert.Equal(LitmusAnswer.Sometimes, verdict.Answer);
        Assert.Equal(MachineDifference.None, difference);
    }

    [Theory]
    [InlineData("s", "synchronize_srcu(s);", LitmusAnswer.Never)]
    [InlineData("s", "smp_mb();", LitmusAnswer.Sometimes)]
    public void Srcu_waits_for_its_sections(string domain, string wait, LitmusAnswer expected)
    {
        var (verdict, difference) = Compare(
            "0:r0=1 /\\ 0:r1=0",
            $"int i = srcu_read_lock({domain}); int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x); "
                + $"srcu_read_unlock({domain}, i);",
            $"WRITE_ONCE(*x, 1); {wait} WRITE_ONCE(*y, 1);"
        );

        Assert.Equal(expected, verdict.Answer);
        Assert.Equal(MachineDifference.None, difference);
    }

    [Fact]
    public void Plain_accesses_are_why()
    {
        var (_, difference) = Compare(
            "0:r0=1 /\\ 1:r0=1",
            "int r0 = *x; WRITE_ONCE(*y, r0);",
            "int r0 = READ_ONCE(*y); if (r0) { *x = 1; } else { *x = 1; }"
        );

        Assert.Equal(MachineDifference.PlainAccesses, difference);
    }

    [Fact]
    public void A_wild_access_is_no_verdict()
    {
        var verdict = MachineJudge.Judge(
            Judged.Test("exists (0:r0=0)", "int r0 = READ_ONCE(*x); int r1 = READ_ONCE(*r0);"),
            new MachineOptions()
        );

        Assert.Null(verdict.Answer);
        Assert.Equal("an access through what is no variable's address", verdict.Incomplete);
    }

    [Fact]
    public void A_verdict_alone_needs_few_states_of_many_threads()
    {
        const string Reader = "int r0 = READ_ONCE(*x); int r1 = READ_ONCE(*y); int r2 = READ_ONCE(*x);";
        var test = Judged.Test(
            "exists (0:r0=1 /\\ 0:r1=2 /\\ 0:r2=0 /\\ 1:r0=1 /\\ 1:r1=2 /\\ 1:r2=1)",
            Reader,
            Reader,
            "WRITE_ONCE(*x, 1); WRITE_ONCE(*y, 1);",
            "WRITE_ONCE(*y, 2);"
        );
        var listed = MachineJudge.Judge(test, new MachineOptions());
        var alone = MachineJudge.Judge(test, new MachineOptions { AllStates = false });

        Assert.Equal((LitmusAnswer.Never, LitmusAnswer.Never), (listed.Answer, alone.Answer));
        Assert.True(2 * alone.States < listed.States, $"{alone.States} and {listed.States} states");
    }

    [Fact]
    public void Too_many_states_are_no_verdict()
    {
        var test = Judged.Test("exists (x=7)", "WRITE_ONCE(*x, 1);", "WRITE_ONCE(*x, 2);");
        var verdict = MachineJudge.Judge(test, new MachineOptions { MaxStates = 2 });

        Assert.Null(verdict.Answer);
        Assert.NotNull(verdict.Incomplete);
    }

    private static MachineComparison Compare(string question, params string[] bodies)
    {
        var test = Judged.Test($"exists ({question})", bodies);
        return MachineComparison.Of(test, LitmusJudge.Judge(test, new JudgeOptions()), new MachineOptions());
    }
}
