using KernelText.Flow;
using KernelText.Meanings;
using KernelText.Types;

namespace KernelText.Tests.Lowering;

/// <summary>What constructs become in the graph.</summary>
public sealed class LoweringTests
{
    [Fact]
    public void READ_ONCE_and_WRITE_ONCE_are_accesses_of_their_width()
    {
        var function = Reading.Function(
            "struct s { char c; short h; }; void f(struct s *p, volatile int *v) { WRITE_ONCE(p->h, READ_ONCE(p->c)); *v = 1; p->h = 2; }"
        );
        Assert.Equal(
            ("p->c", "struct s", "c"),
            (
                function.All<Load>()[0].What.Text,
                function.All<Load>()[0].What.Record!.Name,
                function.All<Load>()[0].What.Path
            )
        );
        Assert.Equal(
            [(AccessOrder.Once, 2), (AccessOrder.Once, 4), (AccessOrder.Plain, 2)],
            function.All<Store>().Select(s => (s.Order, (int)s.Kind.Bytes))
        );
        Assert.Equal(2, function.All<Store>()[0].Offset);
    }

    [Fact]
    public void A_local_is_a_register_unless_its_address_is_taken()
    {
        var function = Reading.Function(
            "typedef struct { unsigned long v; } pte_t; long g(pte_t *p); long f(pte_t a) { pte_t b = a, c = b; long n = g(&c); return n + b.v; }",
            meanings: new Table(("g", Meaning.Function))
        );
        Assert.Equal(["c"], function.Frame.Select(o => o.Name));
        Assert.Equal(ScalarKind.UnsignedLong, function.Registers[0].Kind);
        Assert.Empty(function.All<CopyRecord>());
    }

    [Fact]
    public void A_record_is_passed_and_returned_through_memory()
    {
        var function = Reading.Function(
            "struct r { long a, b; }; struct r g(struct r x) { return x; } long f(struct r *p) { return g(*p).b; }"
        );
        var call = Assert.Single(function.All<Call>());
        Assert.Equal(2, call.Arguments.Length);
        Assert.Equal(["[result]", "[argument]"], function.Frame.Select(o => o.Name));
        Assert.True(
            Reading.Function("struct r { long a, b; }; struct r f(struct r x) { return x; }").ReturnsThroughMemory
        );
    }

    [Fact]
    public void A_bit_field_is_its_word_read_and_written()
    {
        var function = Reading.Function("struct b { unsigned x : 3, y : 5; }; void f(struct b *p) { p->y = 9; }");
        Assert.Single(function.All<Load>());
        Assert.Equal(ScalarKind.UnsignedInt, Assert.Single(function.All<Store>()).Kind);
    }

    [Fact]
    public void Meanings_decide_how_arguments_are_lowered()
    {
        var meanings = new Table(
            ("this_cpu_add", new Meaning { Arguments = [ArgumentKind.Address, ArgumentKind.Value], Returns = "void" }),
            ("kmalloc", new Meaning { Returns = "void *" }),
            ("xchg", new Meaning { Returns = "typeof(*($0))" }),
            ("trace", Meaning.Nothing),
            ("hint", new Meaning { IsIdentity = true }),
            ("current", new Meaning { Returns = "struct t *" }),
            ("LIMIT", new Meaning { Number = 7 }),
            ("say", new Meaning { Arguments = [ArgumentKind.Value, ArgumentKind.Text] })
        );
        var function = Reading.Function(
            "struct t { int state; long count; };\n#define hint(x) nonsense\n#define current nonsense\nint f(long **q, long *n) { struct t *t = kmalloc(sizeof(*t), 3); this_cpu_add(t->count, LIMIT); trace(no such thing); *q = xchg(q, n); say(1, what ever); return hint(current->state); }",
            meanings: meanings
        );
        Assert.Empty(function.NoMeanings);
        var calls = function.All<Call>();
        Assert.Equal(["kmalloc", "this_cpu_add", "xchg", "say", "current"], calls.Select(c => c.Callee.Name));
        Assert.All(calls, c => Assert.True(c.IsPrimitive));
        Assert.Equal("struct t", Assert.Single(calls[0].Sizeof).ToString());
        Assert.Equal("long *", calls[1].ArgumentTypes[0].ToString());
        Assert.Equal(7, calls[1].Arguments[1].Number);
        Assert.Equal("long *", calls[2].ResultType.ToString());
        Assert.Equal("what ever", calls[3].Texts[1]);
    }

    [Theory]
    [InlineData("void f(int x) { asm volatile(\"nop\"); }", "asm")]
    [InlineData("void f(int x) { if (x) nowhere(x); }", "nowhere")]
    [InlineData("int g(int); void f(int x) { g(x); }", "g")]
    [InlineData("int f(struct u *p) { return p->member; }", "member")]
    [InlineData("struct s { int a; }; int f(struct s *p) { return p->b; }", "b")]
    [InlineData("int f(void) { return missing; }", "missing")]
    [InlineData("int f(void *p) { goto *p; }", "goto *")]
    [InlineData("void f(int x) { for_each_unknown(x) { x++; } }", "for_each_unknown")]
    [InlineData("int f(int a) { return a +; }", "f")]
    public void What_has_no_meaning_is_an_instruction_at_its_place(string text, string name)
    {
        var fault = Assert.Single(Reading.Function(text).NoMeanings);
        Assert.Equal(name, fault.Name);
        Assert.Equal("a.c", fault.Location.Place.File);
    }

    [Fact]
    public void Assembly_without_instructions_copies_its_value_or_nothing() =>
        Assert.Equal(
            5,
            Reading.Value(
                "int f(void) { int a, b = 5; asm volatile(\"\" ::: \"memory\"); asm(\"\" : \"=r\" (a) : \"0\" (b)); asm(\"\" : \"+r\" (a)); return a; }"
            )
        );

    [Fact]
    public void What_a_constant_condition_rules_out_is_not_in_the_graph() =>
        Assert.Empty(
            Reading
                .Function(
                    "int f(int x) { if (0) nowhere(); if (sizeof(long) == 4) nowhere(); switch (sizeof(x)) { case 8: nowhere(); } return 1 || nowhere(); }"
                )
                .NoMeanings
        );

    [Fact]
    public void Cleanups_run_at_each_exit_of_their_scope()
    {
        const string Text = """
            static int log; static void leave(int *p) { log = log * 10 + *p; }
            #define guard(n) int g##n __attribute__((cleanup(leave))) = n
            static int inner(int x) { guard(1); for (int i = 0; i < 2; i++) { guard(2); if (x == i) break; if (x == 5) return 7; if (x == 6) goto out; continue; } { guard(3); } out: return 8; }
            int f(int x) { inner(x); return log; }
            """;
        Assert.Equal(231, Reading.Value(Text, 0));
        Assert.Equal(2231, Reading.Value(Text, 9));
        Assert.Equal(21, Reading.Value(Text, 5));
        Assert.Equal(21, Reading.Value(Text, 6));
    }

    [Fact]
    public void Ops_tables_have_their_functions_at_their_offsets()
    {
        var program = Reading.Program(
            "struct page; struct ops { int kind; void (*free)(struct page *); int (*fault)(void); }; static void my_free(struct page *p) { } static const struct ops o = { .free = my_free, .kind = 3 }; static struct { const struct ops *ops; const char *name; } d = { &o, \"x\" }; int f(void) { return o.kind; }"
        );
        var table = program.Global(new("o", "a.c"));
        Assert.Equal(
            [(0L, 3L, null, false), (8L, 0L, "my_free", true)],
            table.Values.Select(v => (v.Offset, v.Number, v.Symbol?.Name, v.IsFunction))
        );
        Assert.Equal(["o", "\"x\""], program.Global(new("d", "a.c")).Values.Select(v => v.Symbol!.Value.Name));
    }

    [Fact]
    public void Container_of_moves_the_pointer_back() =>
        Assert.Equal(
            -8,
            Assert
                .Single(
                    Reading
                        .Function(
                            "struct in { int x; }; struct out { long a; struct in i; };\n#define container_of(p, t, m) ({ void *__m = (void *)(p); ((t *)(__m - __builtin_offsetof(t, m))); })\nlong f(struct in *p) { return container_of(p, struct out, i)->a; }"
                        )
                        .All<PointerOffset>()
                )
                .Bytes
        );

    [Fact]
    public void A_value_is_dependent_on_the_loads_that_it_comes_from()
    {
        var function = Reading.Function(
            "struct n { struct n *next; int v; }; int f(struct n *p) { struct n *q = READ_ONCE(p->next); if (q->v) p->v = 1; return 0; }"
        );
        var second = Array.FindIndex([.. function.Code], i => i is Load { Offset: 8 });
        var store = Array.FindIndex([.. function.Code], i => i is Store);
        Assert.Equal([0], function.Dependencies.Address(second));
        Assert.Equal([second], function.Dependencies.Control(store));
        Assert.Equal([-1], function.Dependencies.Address(store));
    }

    [Theory]
    [InlineData("({ int a[] = { [3] = 7, 8 }; sizeof(a) / 4 + a[4]; })", 13)]
    [InlineData(
        "({ struct { int x; struct { char y, z; } in[2]; } s = { 1, 2, 3, 4 }; s.in[0].z * 10 + s.in[1].y; })",
        34
    )]
    [InlineData("({ static int n = 4; n++ + n; })", 9)]
    [InlineData("({ char s[] = \"ab\"; sizeof(s) * 100 + s[1]; })", 398)]
    [InlineData("((struct { int a, b; }) { .b = 6 }).b", 6)]
    [InlineData("__builtin_choose_expr(1, 5, nothing) + __builtin_types_compatible_p(int, long)", 5)]
    [InlineData(
        "({ unsigned long r; __builtin_mul_overflow(1ul << 63, 2ul, &r) * 10 + __builtin_add_overflow(1ul, 2ul, &r) + r; })",
        13
    )]
    [InlineData("({ int n = 0; switch (5) { default: n = 1; break; case 3 ... 6: n += 2; case 9: n += 4; } n; })", 6)]
    [InlineData("__builtin_constant_p(3) * 2 + __builtin_expect(1, 0)", 3)]
    [InlineData("({ int x = 3; int *p = &x; (*p)++; ++*p; x; })", 5)]
    public void An_expression_has_the_value_that_C_gives_it(string expression, long expected) =>
        Assert.Equal(expected, Reading.Value($"long f(void) {{ return {expression}; }}"));

    [Fact]
    public void Conditionals_within_conditionals_take_no_time()
    {
        var text = "0";
        for (var bit = 0; bit < 64; bit++)
            text = $"n & (1ul << {bit}) ? {bit} : ({text})";
        Assert.Equal(41, Reading.Value($"int f(unsigned long n) {{ return {text}; }}", 1L << 41));
    }
}
