namespace KernelText.Tests.Preprocessing;

/// <summary>Each macro construct, by what a function that uses it returns.</summary>
public sealed class MacroTests
{
    [Theory]
    [InlineData("#define A 3\n#define B (A + 1)", "B * 2", 8)]
    [InlineData("#define add(x, y) ((x) + (y))", "add(1, add(2, 3))", 6)]
    [InlineData("#define cat(a, b) a##b\n#define name cat(1, 2)", "name", 12)]
    [InlineData("#define cat_(a, b) a##b\n#define cat(a, b) cat_(a, b)\n#define N 7", "cat(N, 1)", 71)]
    [InlineData("#define str(x) #x", "sizeof(str(a  b \"c\"))", 8)]
    [InlineData("#define last(a, ...) (0, ##__VA_ARGS__)", "last(1) + last(1, 2, 3)", 3)]
    [InlineData("#define first(a, rest...) (a)", "first(4, 5, 6)", 4)]
    [InlineData("#define opt(a, ...) (a __VA_OPT__(+) __VA_ARGS__)", "opt(1) + opt(1, 9)", 11)]
    [InlineData("#define f2(x) f2_(x)\n#define f2_(x) ((x) - 1)\n#define g f2", "g(5)", 4)]
    [InlineData("static int x = 4;\n#define x x + 1", "x", 5)]
    [InlineData(
        "#define swap_(a, b) do { typeof(a) t = (a); (a) = (b); (b) = t; } while (0)",
        "({ int p = 1, q = 2; swap_(p, q); p * 10 + q; })",
        21
    )]
    [InlineData(
        "#define max_(a, b) ({ typeof(a) _a = (a); typeof(b) _b = (b); _a > _b ? _a : _b; })",
        "max_(max_(3, 9), 4)",
        9
    )]
    [InlineData("#define each(i, n) for (int i = 0; i < (n); i++)", "({ int s = 0; each(k, 4) s += k; s; })", 6)]
    [InlineData(
        "#define wait_(cond, cmd) ({ __label__ out; int n = 0; for (;;) { if (cond) { n += 100; goto out; } n++; cmd; } out: n; })",
        "({ int z = 0; wait_(z == 3, z++) + wait_(z == 4, z++); })",
        204
    )]
    [InlineData(
        "#define one_of(x) _Generic((x), int: 1, char *: 2, default: 3)",
        "one_of(1) * 100 + one_of(\"a\") * 10 + one_of(1ul)",
        123
    )]
    [InlineData("#define A 1\n#undef A\n#define A 2", "A", 2)]
    [InlineData("#define here __LINE__\n\n", "here", 4)]
    [InlineData("#define two() 2\n#define plus(x) (1 + x)", "two() + plus(0)", 3)]
    public void An_expansion_has_the_value_that_C_gives_it(string definitions, string expression, long expected) =>
        Assert.Equal(expected, Reading.Value($"{definitions}\nlong f(void) {{ return {expression}; }}"));

    [Fact]
    public void A_macro_that_stands_for_itself_is_expanded_once() =>
        Assert.Equal(
            3,
            Reading.Value("int g(int x) { return x; }\n#define g(x) g(x + 1)\nint f(void) { return g(2); }\n")
        );

    [Fact]
    public void An_instruction_says_where_the_macro_is_used_and_where_it_is_defined()
    {
        var function = Reading.Function("#define get(p) \\\n  (*(p))\nint f(int *p)\n{\n  return get(p);\n}\n");
        var load = Assert.Single(function.All<KernelText.Flow.Load>());
        Assert.Equal("a.c:5 (get, a.c:2)", load.Location.ToString());
    }

    [Theory]
    [InlineData("#define f1(a, b) a\nint f(void) { return f1(1); }", "expected 2 arguments of macro f1, found 1")]
    [InlineData("#define f1(a) a\nint f(void) { return f1(1; }", "expected ')' of macro f1, found the end")]
    [InlineData(
        "#define a1 x x\n#define a2 a1 a1 a1 a1\n#define a3 a2 a2 a2 a2\n#define a4 a3 a3 a3 a3\n#define a5 a4 a4 a4 a4 a4 a4 a4 a4\n#define a6 a5 a5 a5 a5 a5 a5 a5 a5\n#define a7 a6 a6 a6 a6 a6 a6 a6 a6\n#define a8 a7 a7 a7 a7 a7 a7 a7 a7\n#define a9 a8 a8 a8 a8 a8 a8 a8 a8\nint f(void) { a9; }",
        "expected macros that expand to at most"
    )]
    public void A_macro_that_cannot_be_expanded_is_said_in_the_graph(string text, string expected)
    {
        var fault = Assert.Single(Reading.Function(text).NoMeanings);
        Assert.Contains(expected, fault.Why, StringComparison.Ordinal);
        Assert.StartsWith("a.c:", fault.Why, StringComparison.Ordinal);
    }
}
