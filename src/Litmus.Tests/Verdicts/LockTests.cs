namespace Litmus.Tests.Verdicts;

/// <summary>Spinlocks of the kernel's model.</summary>
public sealed class LockTests
{
    [Fact]
    public void Taking_a_lock_twice_is_a_deadlock() =>
        Assert.Equal(
            "DEADLOCK",
            Judged.Verdict("exists (x=0)", "spin_lock(l); spin_lock(l); spin_unlock(l); spin_unlock(l);")
        );

    [Theory]
    [InlineData("exists (0:r0=0 /\\ 1:r0=0)", "Never")]
    [InlineData("exists (0:r0=1 /\\ 1:r0=1)", "Never")]
    [InlineData("exists (0:r0=0 /\\ 1:r0=1)", "Sometimes")]
    [InlineData("forall (0:r0=0 \\/ 1:r0=0)", "Always")]
    public void Sections_of_one_lock_exclude_each_other(string question, string expected) =>
        Assert.Equal(
            expected,
            Judged.Verdict(
                question,
                "spin_lock(l); WRITE_ONCE(*x, 1); int r0 = READ_ONCE(*y); spin_unlock(l);",
                "spin_lock(l); WRITE_ONCE(*y, 1); int r0 = READ_ONCE(*x); spin_unlock(l);"
            )
        );

    [Theory]
    [InlineData("exists (1:r0=0 /\\ 1:r1=1)", "Sometimes")] // a failed attempt orders nothing
    [InlineData("exists (1:r0=1 /\\ 1:r1=0)", "Sometimes")]
    public void Trying(string question, string expected) =>
        Assert.Equal(
            expected,
            Judged.Verdict(
                question,
                "spin_lock(l); WRITE_ONCE(*x, 1); spin_unlock(l);",
                "int r0 = spin_trylock(l); int r1 = READ_ONCE(*x); if (r0) spin_unlock(l);"
            )
        );

    [Theory]
    [InlineData("spin_lock(l); int r0 = spin_is_locked(l); spin_unlock(l);", "exists (0:r0=0)", "Never")]
    [InlineData("spin_lock(l); spin_unlock(l); int r0 = spin_is_locked(l);", "exists (0:r0=1)", "Never")]
    [InlineData("spin_lock(l); int r0 = spin_trylock(l); spin_unlock(l);", "exists (0:r0=1)", "Never")]
    public void A_thread_knows_what_it_did_itself(string body, string question, string expected) =>
        Assert.Equal(expected, Judged.Verdict(question, body));

    /// <summary>What spin_is_locked finds may be old.</summary>
    [Theory]
    [InlineData("", "Sometimes")]
    [InlineData("smp_mb__after_spinlock();", "Never")]
    public void A_look_at_a_lock_is_no_barrier(string barrier, string expected) =>
        Assert.Equal(
            expected,
            Judged.Verdict(
                "exists (0:r0=0 /\\ 1:r1=0)",
                $"spin_lock(l); {barrier} int r0 = READ_ONCE(*x);",
                "WRITE_ONCE(*x, 1); smp_mb(); int r1 = spin_is_locked(l); int r2 = r1;"
            )
        );

    [Theory]
    [InlineData("spin_unlock(l);", "unmatched-unlock")]
    [InlineData("spin_lock(l); WRITE_ONCE(*l, 0); spin_unlock(l);", "mixed-lock-accesses")]
    [InlineData("rcu_read_lock();", "unmatched-rcu-lock")]
    [InlineData("rcu_read_lock(); rcu_read_unlock(); rcu_read_unlock();", "unmatched-rcu-unlock")]
    [InlineData("int r0 = srcu_read_lock(s);", "unmatched-srcu-lock")]
    [InlineData("srcu_read_unlock(s, 0);", "unmatched-srcu-unlock")]
    [InlineData("int r0 = srcu_read_lock(s); srcu_read_unlock(s, r0 + 1);", "srcu-bad-value-match")]
    [InlineData("rcu_read_lock(); synchronize_srcu(s); rcu_read_unlock();", "invalid-sleep")]
    [InlineData("*x = 1; WRITE_ONCE(*x, 2);", "mixed-accesses")]
    [InlineData("int *r0 = READ_ONCE(*z); int r1 = READ_ONCE(*r0);", "wild-pointer")]
    public void Faults_of_a_test_are_flagged(string body, string flag) =>
        Assert.Contains(flag, Litmus.Verdicts.LitmusJudge.Judge(Judged.Test("exists (x=0)", body), new()).Flags);

    [Fact]
    public void A_sound_test_has_no_flags() =>
        Assert.Empty(
            Litmus
                .Verdicts.LitmusJudge.Judge(
                    Judged.Test(
                        "exists (x=0)",
                        "spin_lock(l); *x = 1; spin_unlock(l); int r0 = srcu_read_lock(s); rcu_read_lock(); "
                            + "rcu_read_lock(); rcu_read_unlock(); rcu_read_unlock(); srcu_read_unlock(s, r0);"
                    ),
                    new()
                )
                .Flags
        );
}
