using Litmus.Programs;
using Litmus.Verdicts;

namespace Litmus.Tests.Verdicts;

/// <summary>Judges tests that are written in a test.</summary>
internal static class Judged
{
    /// <summary>A test of threads that share integers, all 0 at first.</summary>
    /// <param name="question">Such as <c>exists (1:r0=1)</c>.</param>
    /// <param name="bodies">The bodies of threads; <c>x</c>, <c>y</c>, <c>z</c> point to integers, <c>a</c> to an
    /// atomic_t, <c>l</c> and <c>m</c> to spinlocks, <c>s</c> to an srcu_struct, and <c>p</c> to a pointer to
    /// x.</param>
    public static LitmusTest Test(string question, params string[] bodies)
    {
        const string Parameters =
            "int *x, int *y, int *z, int **p, atomic_t *a, spinlock_t *l, spinlock_t *m, struct srcu_struct *s";
        var threads = bodies.Select((body, i) => $"P{i}({Parameters})\n{{\n{body}\n}}\n");
        return LitmusReader.Read("test", $"C test\n{{ int *p = &x; }}\n{string.Concat(threads)}\n{question}\n");
    }

    /// <summary>The verdict of the kernel's model; found in both ways in which it can be.</summary>
    public static string Verdict(string question, params string[] bodies)
    {
        var test = Test(question, bodies);
        var verdict = LitmusJudge.Judge(test, new JudgeOptions()).Text;
        Assert.Equal(verdict, LitmusJudge.Judge(test, new JudgeOptions { AllStates = true, Explains = true }).Text);
        return verdict;
    }
}
