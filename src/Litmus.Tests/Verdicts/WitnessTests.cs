using Litmus.Verdicts;

namespace Litmus.Tests.Verdicts;

/// <summary>What is told of an execution.</summary>
public sealed class WitnessTests
{
    [Fact]
    public void A_witness_says_which_write_each_read_found()
    {
        var witness = Judge(
            "exists (1:r0=1 /\\ 1:r1=0)",
            "WRITE_ONCE(*x, 1); WRITE_ONCE(*y, 1);",
            "int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x);"
        ).Witness!;

        Assert.Equal("1:r0=1; 1:r1=0;", witness.State);
        Assert.Equal(
            ["initially", "b"],
            witness.Steps.Where(step => step.Thread == 1).Select(step => step.Found).Order().Reverse()
        );
        Assert.Null(witness.Axiom);
        Assert.Equal("READ_ONCE(*y): y is 1", witness.Steps.Single(step => step.Found == "b").Text);
    }

    [Theory]
    [InlineData(
        "happens-before",
        "exists (0:r0=1 /\\ 1:r0=1)",
        "int r0 = READ_ONCE(*x); WRITE_ONCE(*y, r0);",
        "int r0 = READ_ONCE(*y); smp_mb(); WRITE_ONCE(*x, 1);",
        "data rfe mb rfe"
    )]
    [InlineData(
        "happens-before",
        "exists (1:r0=1 /\\ 1:r1=0)",
        "WRITE_ONCE(*x, 1); smp_wmb(); WRITE_ONCE(*y, 1);",
        "int r0 = READ_ONCE(*y); smp_rmb(); int r1 = READ_ONCE(*x);",
        "rmb fre wmb rfe"
    )]
    [InlineData(
        "propagation",
        "exists (0:r0=0 /\\ 1:r0=0)",
        "WRITE_ONCE(*x, 1); smp_mb(); int r0 = READ_ONCE(*y);",
        "WRITE_ONCE(*y, 1); smp_mb(); int r0 = READ_ONCE(*x);",
        "fre mb fre mb"
    )]
    [InlineData(
        "rcu",
        "exists (0:r0=1 /\\ 0:r1=0)",
        "rcu_read_lock(); int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x); rcu_read_unlock();",
        "WRITE_ONCE(*x, 1); synchronize_rcu(); WRITE_ONCE(*y, 1);",
        null
    )]
    [InlineData(
        "plain-coherence",
        "exists (1:r0=1 /\\ 1:r1=0)",
        "*x = 1; smp_store_release(y, 1);",
        "int r0 = smp_load_acquire(y); int r1 = *x;",
        "fr comes first"
    )]
    public void What_is_never_seen_is_forbidden_by_a_cycle(
        string axiom,
        string question,
        string first,
        string second,
        string? relations
    )
    {
        var forbidden = Judge(question, first, second).Forbidden!;

        Assert.Equal(axiom, forbidden.Axiom);
        Assert.Equal(forbidden.Cycle[0].From, forbidden.Cycle[^1].To);
        for (var i = 1; i < forbidden.Cycle.Length; i++)
        {
            Assert.Equal(forbidden.Cycle[i - 1].To, forbidden.Cycle[i].From);
        }

        if (relations is not null)
        {
            Assert.Equal(
                Turned(relations.Split(' ')),
                Turned([.. string.Join(' ', forbidden.Cycle.Select(s => s.Relation)).Split(' ')])
            );
        }
    }

    [Fact]
    public void A_race_is_shown()
    {
        var race = Judge("exists (x=1)", "*x = 1;", "int r0 = READ_ONCE(*x);").Race!;
        Assert.Equal("races with", Assert.Single(race.Cycle).Relation);
    }

    // A cycle may be told from any of its events on.
    private static string Turned(string[] cycle) =>
        Enumerable
            .Range(0, cycle.Length)
            .Select(i => string.Join(' ', cycle.Skip(i).Concat(cycle.Take(i))))
            .Order(StringComparer.Ordinal)
            .First();

    private static LitmusVerdict Judge(string question, params string[] threads) =>
        LitmusJudge.Judge(Judged.Test(question, threads), new JudgeOptions { Explains = true });
}
