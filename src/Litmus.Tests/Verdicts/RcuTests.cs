namespace Litmus.Tests.Verdicts;

/// <summary>Grace periods and readers' sections of the kernel's model.</summary>
public sealed class RcuTests
{
    private const string OldThenNew = "exists (0:r0=1 /\\ 0:r1=0)";
    private const string Updater = "WRITE_ONCE(*x, 1); synchronize_rcu(); WRITE_ONCE(*y, 1);";

    [Theory]
    [InlineData("rcu_read_lock(); int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x); rcu_read_unlock();", "Never")]
    [InlineData("int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x);", "Sometimes")]
    [InlineData(
        "rcu_read_lock(); rcu_read_lock(); int r0 = READ_ONCE(*y); rcu_read_unlock(); int r1 = READ_ONCE(*x); rcu_read_unlock();",
        "Never"
    )]
    [InlineData(
        "rcu_read_lock(); int r0 = READ_ONCE(*y); rcu_read_unlock(); rcu_read_lock(); int r1 = READ_ONCE(*x); rcu_read_unlock();",
        "Never"
    )]
    [InlineData("rcu_read_lock(); rcu_read_unlock(); int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x);", "Sometimes")]
    public void A_grace_period_waits_for_sections(string reader, string expected) =>
        Assert.Equal(expected, Judged.Verdict(OldThenNew, reader, Updater));

    /// <summary>As many grace periods as sections in a cycle forbid it, and no fewer.</summary>
    [Theory]
    [InlineData(1, "Sometimes")]
    [InlineData(2, "Never")]
    public void Grace_periods_are_counted(int periods, string expected)
    {
        static string Section(string from, string to) =>
            $"rcu_read_lock(); int r0 = READ_ONCE(*{from}); WRITE_ONCE(*{to}, 1); rcu_read_unlock();";
        static string Period(string from, string to) =>
            $"int r0 = READ_ONCE(*{from}); synchronize_rcu(); WRITE_ONCE(*{to}, 1);";
        string[] threads =
            periods == 1
                ? [Period("x", "y"), Section("y", "z"), Section("z", "x")]
                : [Period("x", "y"), Section("y", "z"), Period("z", "x")];
        Assert.Equal(expected, Judged.Verdict("exists (0:r0=1 /\\ 1:r0=1 /\\ 2:r0=1)", threads));
    }

    [Fact]
    public void A_grace_period_inside_a_section_never_ends() =>
        Assert.Equal(
            "DEADLOCK",
            Judged.Verdict("exists (x=0)", "rcu_read_lock(); WRITE_ONCE(*x, 1); synchronize_rcu(); rcu_read_unlock();")
        );

    [Theory]
    [InlineData("s", "s", "Never")]
    [InlineData("s", "t", "Sometimes")]
    public void Domains_of_SRCU_are_apart(string reads, string waits, string expected)
    {
        var test = $$"""
            C domains
            {}
            P0(int *x, int *y, struct srcu_struct *s, struct srcu_struct *t)
            {
                int r0; int r1; int r2;
                r2 = srcu_read_lock({{reads}});
                r0 = READ_ONCE(*y);
                r1 = READ_ONCE(*x);
                srcu_read_unlock({{reads}}, r2);
            }
            P1(int *x, int *y, struct srcu_struct *s, struct srcu_struct *t)
            {
                WRITE_ONCE(*x, 1);
                synchronize_srcu({{waits}});
                WRITE_ONCE(*y, 1);
            }
            exists (0:r0=1 /\ 0:r1=0)
            """;
        Assert.Equal(expected, Litmus.Verdicts.LitmusJudge.Judge(LitmusReader.Read("domains", test), new()).Text);
    }

    [Fact]
    public void Neither_kind_waits_for_the_other() =>
        Assert.Equal(
            "Sometimes",
            Judged.Verdict(
                OldThenNew,
                "int r2 = srcu_read_lock(s); int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x); srcu_read_unlock(s, r2);",
                Updater
            )
        );
}
