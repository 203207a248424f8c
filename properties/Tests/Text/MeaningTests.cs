using Interleave;
using Interleave.Violations;
using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties.Tests.Text;

/// <summary>What has no meaning is no pass, and what the kernel would oops at is a violation.</summary>
public sealed class MeaningTests
{
    [Theory]
    [InlineData("void first(void) { unheard_of(1); }", "mm/fixture.c:1: unheard_of has no meaning")]
    [InlineData(
        "void first(void) { int x; int *p = &x; if (*p) return; }",
        "mm/fixture.c:1: first.x+0 is read and was never written"
    )]
    [InlineData("void first(void) { int x = 1, y = 0; x /= y; }", "mm/fixture.c:1: a division by 0")]
    [InlineData("void first(void) { for (;;) ; }", "mm/fixture.c:1: 100,000 instructions without a step")]
    public void A_run_that_cannot_be_followed_is_incomplete(string c, string why)
    {
        var verdict = Checker.Check(TextFixture.Program(c, "first"));

        Assert.False(verdict.IsProof);
        Assert.StartsWith(why, verdict.Incomplete, StringComparison.Ordinal);
        Assert.Empty(verdict.Counterexamples);
        Assert.Equal(ViolationKind.Unknown, Assert.Single(verdict.Unknown).Violation.Kind);
    }

    [Fact]
    public void What_is_not_reached_does_no_harm() =>
        Assert.True(
            Checker.Check(TextFixture.Program("int x; void first(void) { if (x) unheard_of(1); }", "first")).IsProof
        );

    [Theory]
    [InlineData(
        "struct s { long a, b; }; void first(void) { struct s *p = (struct s *)0; p->b = 1; }",
        "mm/fixture.c:1: NULL is followed"
    )]
    [InlineData("void first(void) { int *p = (int *)-12L; *p = 1; }", "mm/fixture.c:1: the error -12 is followed")]
    [InlineData("void (*f)(void); void first(void) { f(); }", "mm/fixture.c:1: f is 0 and is called")]
    public void A_wild_pointer_is_a_violation(string c, string explanation)
    {
        var violation = Assert.Single(Checker.Check(TextFixture.Program(c, "first")).Counterexamples).Violation;

        Assert.Equal((KernelRules.NoWildPointers, explanation), (violation.Property, violation.Explanation));
    }

    [Fact]
    public void A_trace_shows_functions_and_lines()
    {
        var program = TextFixture.Program(
            "int x;\nstatic void inner(void)\n{\n    x = 1;\n}\nvoid first(void)\n{\n    inner();\n    WARN_ON(x);\n}\n",
            "first"
        );
        var found = Assert.Single(Checker.Check(program).Counterexamples);
        var step = Interleave.Traces.Replayer.Replay(program, found.Schedule).Steps[0];

        Assert.Equal(
            [("first", "mm/fixture.c:8"), ("inner", "mm/fixture.c:4")],
            step.Stack.Where(call => call.Place is not null).Select(call => (call.Name, call.Place))
        );
    }
}
