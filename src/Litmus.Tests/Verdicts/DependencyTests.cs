namespace Litmus.Tests.Verdicts;

/// <summary>Dependencies of the kernel's model, from a load to what is made of what it found.</summary>
public sealed class DependencyTests
{
    private const string Both = "exists (0:r0=1 /\\ 1:r0=1)";

    [Theory]
    [InlineData("int r0 = READ_ONCE(*x); WRITE_ONCE(*y, 1);", "Sometimes")] // nothing
    [InlineData("int r0 = READ_ONCE(*x); WRITE_ONCE(*y, r0);", "Never")] // data
    [InlineData("int r0 = READ_ONCE(*x); int r1 = r0 + 1 - r0; WRITE_ONCE(*y, r1);", "Never")]
    [InlineData("int r0 = READ_ONCE(*x); if (r0) WRITE_ONCE(*y, 1);", "Never")] // control
    [InlineData("int r0 = READ_ONCE(*x); if (r0) { } WRITE_ONCE(*y, 1);", "Sometimes")] // ... ends with the branch
    [InlineData("int r0 = READ_ONCE(*x); if (r0) { WRITE_ONCE(*y, 1); } else { WRITE_ONCE(*y, 2); }", "Never")]
    [InlineData("int r0 = READ_ONCE(*x); int *r1 = r0 ? y : z; WRITE_ONCE(*r1, 1);", "Sometimes")] // not of the choice
    [InlineData("int r0 = READ_ONCE(*x); smp_mb(); WRITE_ONCE(*y, 1);", "Never")]
    [InlineData("int r0 = READ_ONCE(*x); smp_rmb(); WRITE_ONCE(*y, 1);", "Sometimes")]
    [InlineData("int r0 = READ_ONCE(*x); smp_wmb(); WRITE_ONCE(*y, 1);", "Sometimes")]
    [InlineData("int r0 = READ_ONCE(*x); smp_store_release(y, 1);", "Never")]
    [InlineData("int r0 = smp_load_acquire(x); WRITE_ONCE(*y, 1);", "Never")]
    public void Load_buffering(string body, string expected) =>
        Assert.Equal(expected, Judged.Verdict(Both, body, "int r0 = READ_ONCE(*y); WRITE_ONCE(*x, r0);"));

    [Theory]
    [InlineData("int *r0 = READ_ONCE(*p); int r1 = READ_ONCE(*r0);", "Never")]
    [InlineData("int *r0 = READ_ONCE(*p); int r1 = READ_ONCE(*y);", "Sometimes")]
    [InlineData("int *r0 = rcu_dereference(*p); int r1 = READ_ONCE(*r0);", "Never")]
    [InlineData("int *r0 = READ_ONCE(*p); int r1 = 0; if (r0 == y) r1 = READ_ONCE(*y); else r1 = 7;", "Sometimes")]
    [InlineData("int *r0 = READ_ONCE(*p); *z = r0; int *r2 = *z; int r1 = READ_ONCE(*r2);", "Never")] // through z
    public void An_address_dependency_orders_loads(string reader, string expected) =>
        Assert.Equal(
            expected,
            Judged.Verdict("exists (1:r0=y /\\ 1:r1=0)", "WRITE_ONCE(*y, 1); rcu_assign_pointer(*p, y);", reader)
        );

    /// <summary>A control dependency does not order loads, so what is behind the branch may have been read before it
    /// was known that it would be: r1 is 1 only because the branch was taken.</summary>
    [Fact]
    public void A_value_may_depend_on_a_branch_that_it_takes() =>
        Assert.Equal(
            "Sometimes",
            Judged.Verdict(
                "exists (0:r0=1)",
                "int r0 = READ_ONCE(*x); int r1 = 0; if (r0) r1 = READ_ONCE(*z); WRITE_ONCE(*y, r1);",
                "int r0 = READ_ONCE(*y); WRITE_ONCE(*x, r0);",
                "WRITE_ONCE(*z, 1);"
            )
        );

    [Theory]
    [InlineData("atomic_inc(a);", "Sometimes")] // smp_rmb does not order what is read for nobody
    [InlineData("int r1 = atomic_inc_return_relaxed(a);", "Never")]
    public void Atomics_that_return_nothing(string change, string expected) =>
        Assert.Equal(
            expected,
            Judged.Verdict(
                "exists (a=2 /\\ 1:r0=0)",
                "WRITE_ONCE(*x, 1); smp_wmb(); atomic_set(a, 1);",
                change + " smp_rmb(); int r0 = READ_ONCE(*x);"
            )
        );
}
