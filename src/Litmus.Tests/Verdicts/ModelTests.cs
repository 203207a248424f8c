using Litmus.Verdicts;

namespace Litmus.Tests.Verdicts;

/// <summary>Sequential consistency, total store order and the kernel's model on the shapes that tell them
/// apart.</summary>
public sealed class ModelTests
{
    public static TheoryData<string, string, string[], string> Shapes =>
        new()
        {
            {
                "SB",
                "exists (0:r0=0 /\\ 1:r0=0)",
                ["WRITE_ONCE(*x, 1); int r0 = READ_ONCE(*y);", "WRITE_ONCE(*y, 1); int r0 = READ_ONCE(*x);"],
                "Never Sometimes Sometimes"
            },
            {
                "SB with barriers",
                "exists (0:r0=0 /\\ 1:r0=0)",
                [
                    "WRITE_ONCE(*x, 1); smp_mb(); int r0 = READ_ONCE(*y);",
                    "WRITE_ONCE(*y, 1); smp_mb(); int r0 = READ_ONCE(*x);",
                ],
                "Never Never Never"
            },
            {
                "SB with relaxed atomics",
                "exists (0:r0=0 /\\ 1:r0=0)",
                ["int r1 = xchg_relaxed(x, 1); int r0 = READ_ONCE(*y);", "atomic_inc(y); int r0 = READ_ONCE(*x);"],
                "Never Never Sometimes"
            },
            {
                "SB with grace periods",
                "exists (0:r0=0 /\\ 1:r0=0)",
                [
                    "WRITE_ONCE(*x, 1); synchronize_rcu(); int r0 = READ_ONCE(*y);",
                    "WRITE_ONCE(*y, 1); synchronize_rcu(); int r0 = READ_ONCE(*x);",
                ],
                "Never Never Never"
            },
            {
                "SB that finds its own store",
                "exists (0:r0=1 /\\ 0:r1=0 /\\ 1:r0=1 /\\ 1:r1=0)",
                [
                    "WRITE_ONCE(*x, 1); int r0 = READ_ONCE(*x); int r1 = READ_ONCE(*y);",
                    "WRITE_ONCE(*y, 1); int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x);",
                ],
                "Never Sometimes Sometimes"
            },
            {
                "MP",
                "exists (1:r0=1 /\\ 1:r1=0)",
                ["WRITE_ONCE(*x, 1); WRITE_ONCE(*y, 1);", "int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x);"],
                "Never Never Sometimes"
            },
            {
                "IRIW",
                "exists (1:r0=1 /\\ 1:r1=0 /\\ 3:r0=1 /\\ 3:r1=0)",
                [
                    "WRITE_ONCE(*x, 1);",
                    "int r0 = READ_ONCE(*x); int r1 = READ_ONCE(*y);",
                    "WRITE_ONCE(*y, 1);",
                    "int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x);",
                ],
                "Never Never Sometimes"
            },
            {
                "a reader's section and a grace period",
                "exists (0:r0=1 /\\ 0:r1=0)",
                [
                    "rcu_read_lock(); int r0 = READ_ONCE(*y); int r1 = READ_ONCE(*x); rcu_read_unlock();",
                    "WRITE_ONCE(*x, 1); synchronize_rcu(); WRITE_ONCE(*y, 1);",
                ],
                "Never Never Never"
            },
            {
                "what a reader does before a grace period ends",
                "exists (0:r0=1 /\\ 1:r0=0)",
                [
                    "rcu_read_lock(); int r0 = READ_ONCE(*x); WRITE_ONCE(*y, 1); rcu_read_unlock();",
                    "WRITE_ONCE(*x, 1); synchronize_rcu(); int r0 = READ_ONCE(*y);",
                ],
                "Sometimes Sometimes Sometimes"
            },
            {
                "who is read from before a grace period is waited for",
                "exists (0:r0=0 /\\ 1:r0=0)",
                [
                    "rcu_read_lock(); int r0 = READ_ONCE(*x); WRITE_ONCE(*y, 1); rcu_read_unlock();",
                    "WRITE_ONCE(*x, 1); synchronize_rcu(); int r0 = READ_ONCE(*y);",
                ],
                "Never Never Never"
            },
        };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Each_model_has_its_verdict(string name, string question, string[] threads, string expected)
    {
        Assert.NotEmpty(name);
        var test = Judged.Test(question, threads);
        Assert.Equal(
            expected,
            string.Join(
                ' ',
                Enum.GetValues<AxiomaticModel>()
                    .Select(model => LitmusJudge.Judge(test, new JudgeOptions { Model = model }).Text)
            )
        );
    }

    [Fact]
    public void States_are_listed()
    {
        var test = Judged.Test("locations [x;] exists (1:r0=1)", "WRITE_ONCE(*x, 1);", "int r0 = READ_ONCE(*x);");
        var verdict = LitmusJudge.Judge(test, new JudgeOptions { AllStates = true });

        Assert.Equal(["1:r0=0; x=1;", "1:r0=1; x=1;"], verdict.States);
    }

    [Fact]
    public void Executions_that_a_filter_leaves_out_do_not_count() =>
        Assert.Equal(
            "Always",
            Judged.Verdict("filter (1:r0=1) exists (1:r0=1)", "WRITE_ONCE(*x, 1);", "int r0 = READ_ONCE(*x);")
        );

    [Fact]
    public void A_loop_that_only_waits_is_no_bound() =>
        Assert.Equal(
            "Never",
            Judged.Verdict(
                "exists (1:r1=0)",
                "WRITE_ONCE(*x, 1); smp_store_release(y, 1);",
                "int r0; int r1; do { r0 = smp_load_acquire(y); } while (r0 == 0); r1 = READ_ONCE(*x);"
            )
        );

    [Fact]
    public void A_loop_that_is_cut_short_leaves_the_verdict_open()
    {
        var test = Judged.Test(
            "exists (x=100)",
            "int r0 = 1; while (r0) { atomic_inc(a); r0 = READ_ONCE(*y); }",
            "WRITE_ONCE(*y, 1);"
        );
        var verdict = LitmusJudge.Judge(test, new JudgeOptions());

        Assert.Null(verdict.Answer);
        Assert.Equal("Incomplete", verdict.Text);
        Assert.NotNull(verdict.Incomplete);
    }

    [Fact]
    public void Too_little_time_is_no_verdict()
    {
        var writers = Enumerable.Repeat("atomic_inc(a); atomic_inc(a); atomic_inc(a); WRITE_ONCE(*x, 1);", 6);
        var test = Judged.Test("exists (x=2)", [.. writers]);
        var verdict = LitmusJudge.Judge(
            test,
            new JudgeOptions { Time = TimeSpan.FromMilliseconds(1), AllStates = true }
        );

        Assert.Null(verdict.Answer);
        Assert.Equal("time", verdict.Incomplete);
    }
}
