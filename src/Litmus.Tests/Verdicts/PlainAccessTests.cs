namespace Litmus.Tests.Verdicts;

/// <summary>Plain accesses, and which race.</summary>
public sealed class PlainAccessTests
{
    [Theory]
    [InlineData("*x = 1;", "int r0 = *x;", "Sometimes DATARACE")]
    [InlineData("WRITE_ONCE(*x, 1);", "int r0 = *x;", "Sometimes DATARACE")]
    [InlineData("*x = 1;", "int r0 = READ_ONCE(*x);", "Sometimes DATARACE")]
    [InlineData("int r1 = *x;", "int r0 = *x;", "Never")]
    [InlineData("spin_lock(l); *x = 1; spin_unlock(l);", "spin_lock(l); int r0 = *x; spin_unlock(l);", "Sometimes")]
    [InlineData(
        "spin_lock(l); *x = 1; spin_unlock(l);",
        "spin_lock(m); int r0 = *x; spin_unlock(m);",
        "Sometimes DATARACE"
    )]
    public void A_race_needs_a_plain_access_and_a_write(string writer, string reader, string expected) =>
        Assert.Equal(expected, Judged.Verdict("exists (1:r0=1)", writer, reader));

    [Theory]
    [InlineData("smp_store_release(y, 1);", "smp_load_acquire(y)", "Never")]
    [InlineData("WRITE_ONCE(*y, 1);", "smp_load_acquire(y)", "Sometimes DATARACE")]
    [InlineData("smp_store_release(y, 1);", "READ_ONCE(*y)", "Sometimes DATARACE")]
    public void A_message_that_is_passed_does_not_race(string store, string load, string expected) =>
        Assert.Equal(
            expected,
            Judged.Verdict(
                "exists (1:r0=1 /\\ 1:r1=0)",
                $"*x = 1; {store}",
                $"int r0 = {load}; int r1 = 1; if (r0) r1 = *x;"
            )
        );

    /// <summary>Plain copies in a circle may hold anything: the model does not forbid what comes out of thin
    /// air.</summary>
    [Theory]
    [InlineData("exists (0:r0=42)", "Sometimes DATARACE")]
    [InlineData("exists (~(0:r0=0))", "Sometimes DATARACE")]
    public void Values_come_out_of_thin_air(string question, string expected) =>
        Assert.Equal(expected, Judged.Verdict(question, "int r0 = *x; *y = r0;", "int r0 = *y; *x = r0;"));

    [Fact]
    public void Marked_values_do_not() =>
        Assert.Equal(
            "Never",
            Judged.Verdict(
                "exists (~(0:r0=0))",
                "int r0 = READ_ONCE(*x); WRITE_ONCE(*y, r0);",
                "int r0 = READ_ONCE(*y); WRITE_ONCE(*x, r0);"
            )
        );

    /// <summary>The other memories take plain accesses for marked ones, and say nothing of races.</summary>
    [Fact]
    public void Only_the_kernels_model_speaks_of_races() =>
        Assert.False(
            Litmus
                .Verdicts.LitmusJudge.Judge(
                    Judged.Test("exists (1:r0=1)", "*x = 1;", "int r0 = *x;"),
                    new() { Model = Litmus.Verdicts.AxiomaticModel.Sc }
                )
                .HasDataRace
        );
}
