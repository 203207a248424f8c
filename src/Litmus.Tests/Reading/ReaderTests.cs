using Litmus.Programs;
using Litmus.Reading;
using Litmus.Verdicts;

namespace Litmus.Tests.Reading;

/// <summary>Litmus files as people write them, and what is said of those that cannot be read.</summary>
public sealed class ReaderTests
{
    [Theory]
    [InlineData("PPC x\n{}\nexists (x=1)", "f:1:1: expected C and the name of a test, as in 'C MP+poonceonces'")]
    [InlineData("", "f:1:1: expected C and the name of a test, as in 'C MP+poonceonces'")]
    [InlineData("C x\nP0() {}", "f:2:8: expected a thread, such as P0(int *x), found the end")]
    [InlineData("C x\n(* a comment", "f:2:1: expected *) behind this comment")]
    [InlineData("C x\n{ int x = y z; }", "f:2:13: expected ;, found 'z'")]
    [InlineData("C x\n{ int x[2]; }\nP0() {}", "f:2:8: expected a cell that is no array, found '['")]
    [InlineData("C x\n{}\nP0(int *x) { WRITE_ONCE(*x, 1) }\nexists (x=1)", "f:3:32: expected ';', found '}'")]
    [InlineData(
        "C x\n{}\nP0(int *x) { foo(x); }\n",
        "f:3:14: expected a primitive of the kernel's memory model, found 'foo'"
    )]
    [InlineData(
        "C x\n{}\nP0(int *x) { int r0 = READ_ONCE(*y); }\n",
        "f:3:34: expected a parameter, a local variable or a cell, found 'y'"
    )]
    [InlineData("C x\n{}\nP0(int *x) { smp_mb(x); }\n", "f:3:14: expected 0 arguments of smp_mb, found 1")]
    [InlineData(
        "C x\n{}\nP0(int *x) { x = 1; }\n",
        "f:3:14: expected a local variable, which a parameter is not, found 'x'"
    )]
    [InlineData(
        "C x\n{}\nP0(int *x) { goto out; }\n",
        "f:3:14: expected an expression, a declaration, if, while, do, for, break, continue or return;, found 'goto'"
    )]
    [InlineData("C x\n{}\nP0(int *x) {\nexists (x=1)", "f:3:12: expected } behind this body")]
    [InlineData("C x\n{}\nP0(int *x) { }\nexists (x=1", "f:4:12: expected ), found the end")]
    [InlineData(
        "C x\n{}\nP0(int *x) { }\nexists (q=1)",
        "f:4:9: expected a register, such as 0:r1, or the name of a cell, found 'q'"
    )]
    [InlineData(
        "C x\n{}\nP0(int *x) { }\nexists (x=99999999999)",
        "f:4:11: expected a number that fits an int, found '99999999999'"
    )]
    [InlineData(
        "C x\n{}\nP0(int *x) { }\nP0(int *x) { }\n",
        "f:4:1: expected a thread with another number, found 'P0'"
    )]
    [InlineData("C x\n{}\nP0(int *x) { }\nexists (x=1)\nP1(int *x) {}", "f:5:1: expected nothing more, found 'P1'")]
    public void A_fault_is_named_with_its_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<LitmusFileException>(() => LitmusReader.Read("f", text)).Message);

    [Fact]
    public void Initial_values_are_read()
    {
        var test = LitmusReader.Read(
            "f",
            """
            C init
            (* a comment (* in a comment *) *)
            "a title"
            {
                int x = 1; y = 2; [z] = -3; int *p = &x; int *q = y; atomic_t a = ATOMIC_INIT(4); spinlock_t l; // all
                0:r1 = 5; 0:r2 = x; int 0:r3;
            }
            P0(int *x, int *y, int *z, int **p, int **q, atomic_t *a, spinlock_t *l) { int r0 = r1 /* 5 */ + 0x10; }
            exists (0:r0=21 /\ x=1 /\ y=2 /\ z=-3 /\ p=x /\ q=&y /\ a=4 /\ 0:r2=x)
            """
        );

        Assert.Equal("init", test.Name);
        Assert.Equal(LitmusAnswer.Always, LitmusJudge.Judge(test, new JudgeOptions()).Answer);
        Assert.Equal(CellKind.Lock, test.Cells.Single(cell => cell.Name == "l").Kind);
    }

    [Theory]
    [InlineData("(* Result: Never *)", "Never")]
    [InlineData("(*\n * Result: Sometimes DATARACE\n *)", "Sometimes DATARACE")]
    [InlineData("// no result", null)]
    public void The_recorded_result_is_read(string comment, string? expected) =>
        Assert.Equal(
            expected,
            LitmusReader.Read("f", $"C x\n{comment}\n{{}}\nP0(int *x) {{ }}\nexists (x=1)").Expected
        );

    [Theory]
    [InlineData("exists (x=1)", Quantifier.Exists)]
    [InlineData("~exists (x=1)", Quantifier.NotExists)]
    [InlineData("forall (x=1)", Quantifier.ForAll)]
    public void Questions_are_told_apart(string question, Quantifier quantifier) =>
        Assert.Equal(quantifier, LitmusReader.Read("f", $"C x\n{{}}\nP0(int *x) {{ }}\n{question}").Quantifier);

    [Theory]
    [InlineData("x=0 \\/ x=1 /\\ x=2", true)] // and binds tighter
    [InlineData("(x=0 \\/ x=1) /\\ x=2", false)]
    [InlineData("~(x=1)", true)]
    [InlineData("not (x!=0) && true", true)]
    [InlineData("x=1 => x=2", true)]
    [InlineData("false || x=0", true)]
    public void Conditions_are_read(string condition, bool holds)
    {
        var test = LitmusReader.Read("f", $"C x\n{{}}\nP0(int *x) {{ }}\nexists ({condition})");
        Assert.Equal(
            holds ? LitmusAnswer.Always : LitmusAnswer.Never,
            LitmusJudge.Judge(test, new JudgeOptions()).Answer
        );
    }

    [Theory]
    [InlineData("int r0 = 1; r0 += 2; r0++; --r0;", 3)]
    [InlineData("int r0 = 7 & ~2 | 8 ^ 1 << 2;", 13)]
    [InlineData("int r0 = 5 > 3 && 2 != 2 || !0;", 1)]
    [InlineData("int r0; for (r0 = 0; r0 < 3; r0++) { if (r0 == 2) break; }", 2)]
    [InlineData("int r0 = 0; int r1 = 0; while (r1 < 3) { r1++; if (r1 == 2) continue; r0 = r0 + r1; }", 4)]
    [InlineData("int r0 = 9; if (1) { return; } r0 = 1;", 9)]
    [InlineData("int r0 = 1 ? 3 : 4;", 3)]
    [InlineData("int r0 = (int)(unsigned long)6 / 4;", 1)]
    [InlineData("int r0 = 0; if (r0 && READ_ONCE(*x)) r0 = 5; else r0 = 6;", 6)]
    [InlineData("r0 = 8;", 8)] // needs no declaration
    [InlineData("int r0 = 'a';", 97)]
    public void Bodies_are_C(string body, int value) => Judge(body, value);

    [Theory]
    [InlineData("int r0 = atomic_add_return(2, x);", 5, 5)]
    [InlineData("int r0 = atomic_fetch_add_relaxed(2, x);", 3, 5)]
    [InlineData("int r0 = atomic_sub_return_acquire(2, x);", 1, 1)]
    [InlineData("int r0 = atomic_fetch_dec_release(x);", 3, 2)]
    [InlineData("int r0 = atomic_inc_return(x);", 4, 4)]
    [InlineData("int r0 = 0; atomic_dec(x); atomic_add(5, x);", 0, 7)]
    [InlineData("int r0 = atomic_fetch_or(4, x);", 3, 7)]
    [InlineData("int r0 = atomic_fetch_and_release(2, x);", 3, 2)]
    [InlineData("int r0 = atomic_fetch_xor(1, x);", 3, 2)]
    [InlineData("int r0 = atomic_fetch_andnot(1, x);", 3, 2)]
    [InlineData("int r0 = atomic_sub_and_test(3, x);", 1, 0)]
    [InlineData("int r0 = atomic_dec_and_test(x);", 0, 2)]
    [InlineData("int r0 = atomic_inc_and_test(x);", 0, 4)]
    [InlineData("int r0 = atomic_add_negative(-4, x);", 1, -1)]
    [InlineData("int r0 = atomic_add_unless(x, 2, 3);", 0, 3)]
    [InlineData("int r0 = atomic_add_unless(x, 2, 4);", 1, 5)]
    [InlineData("int r0 = atomic_inc_not_zero(x);", 1, 4)]
    [InlineData("int r0 = xchg(x, 8);", 3, 8)]
    [InlineData("int r0 = atomic_xchg_release(x, 8);", 3, 8)]
    [InlineData("int r0 = cmpxchg(x, 3, 8);", 3, 8)]
    [InlineData("int r0 = atomic_cmpxchg_acquire(x, 2, 8);", 3, 3)]
    public void Atomics_do_what_their_names_say(string body, int register, int cell) => Judge(body, register, cell);

    private static void Judge(string body, int register, int? cell = null)
    {
        var also = cell is { } value ? $" /\\ x={value}" : "";
        var test = LitmusReader.Read(
            "f",
            $"C x\n{{ int x = 3; }}\nP0(int *x) {{ {body} }}\nexists (0:r0={register}{also})"
        );
        Assert.Equal(LitmusAnswer.Always, LitmusJudge.Judge(test, new JudgeOptions()).Answer);
    }
}
