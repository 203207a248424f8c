using KernelText.Types;

namespace KernelText.Tests.Parsing;

/// <summary>Types and layouts, as the ABI of x86-64 has them.</summary>
public sealed class DeclarationTests
{
    private const string Text = """
        typedef unsigned long pgoff_t; typedef int (*compare_t)(const void *, const void *); typedef void (release_t)(struct obj *);
        enum kind { KIND_A = 1, KIND_B, KIND_C = KIND_B * 4, KIND_D }; enum far { FAR = 0x100000000 }; enum signed_ { MINUS = -1 };
        struct inner { char c; short s; } __attribute__((packed)); struct al { char c; } __attribute__((aligned(32)));
        struct obj {
            unsigned char flag; int count;
            union { struct { void *next; unsigned long index; }; struct { int a, b; } pair; };
            unsigned int low : 3, high : 7; unsigned long wide : 40; unsigned int : 0; char tail[3];
            struct inner in; compare_t compare; release_t *release; enum kind kind; struct obj *list[2][4];
            int aligned __attribute__((aligned(16))); char rest[];
        };
        struct later; struct holder { struct later *p; }; struct later { int x; };
        struct self { struct self inner; }; struct unknown_member { some_t x; };
        static const char *const names[] = { [2] = "b", "c" }; extern int (*table[4])(long, ...);
        static inline __attribute__((always_inline, unused)) int *(*choose(int n))(char) { return 0; }
        __extension__ typedef long long wide_t; __signed__ char sc; unsigned u; long unsigned int lu; short int si;
        DECLARE_SOMETHING(odd, 3)
        int f(void) { return 0; }
        """;

    private static readonly KernelText.Programs.TextProgram s_program = Reading.Program(Text);

    [Theory]
    [InlineData("sizeof(struct inner)", 3)]
    [InlineData("sizeof(struct al)", 32)]
    [InlineData("__builtin_offsetof(struct obj, count)", 4)]
    [InlineData("__builtin_offsetof(struct obj, index)", 16)]
    [InlineData("__builtin_offsetof(struct obj, pair.b)", 12)]
    [InlineData("__builtin_offsetof(struct obj, in)", 35)]
    [InlineData("__builtin_offsetof(struct obj, list[1][2])", 112)]
    [InlineData("__builtin_offsetof(struct obj, aligned)", 128)]
    [InlineData("sizeof(struct obj)", 144)]
    [InlineData("_Alignof(struct obj)", 16)]
    [InlineData("KIND_D", 9)]
    [InlineData("sizeof(enum far)", 8)]
    [InlineData("(enum signed_)-1 < 0", 1)]
    [InlineData("(enum kind)-1 < 0", 0)]
    [InlineData("sizeof(names)", 32)]
    [InlineData("sizeof(table)", 32)]
    [InlineData("sizeof(choose(1))", 8)]
    [InlineData("sizeof(wide_t) + sizeof(sc) + sizeof(u) + sizeof(lu) + sizeof(si)", 23)]
    [InlineData("sizeof(int [3][sizeof(long)])", 96)]
    [InlineData("-1 > 0u", 1)]
    [InlineData("-1 > 0ul", 1)]
    [InlineData("(unsigned char)300 + 0x80000000 > 0", 1)]
    [InlineData("1 ? -1 : 0u", 0xffffffff)]
    [InlineData("'\\x41' + '\\n' + '\\0'", 75)]
    public void A_constant_is_what_the_compiler_makes_of_it(string expression, long expected) =>
        Assert.Equal(expected, s_program.Number(expression));

    [Fact]
    public void Bit_fields_share_their_words()
    {
        var layout = s_program.Record("struct obj")!.Layout!;
        Assert.Equal((24, new BitRange(0, 3, 8)), (layout.Find("low")!.Offset, layout.Find("low")!.Bits!.Value));
        Assert.Equal(new BitRange(3, 7, 8), layout.Find("high")!.Bits);
        // 10 + 40 bits fit into the word of 8 bytes.
        Assert.Equal((24, new BitRange(10, 40, 8)), (layout.Find("wide")!.Offset, layout.Find("wide")!.Bits!.Value));
        Assert.Equal(32, layout.Find("tail")!.Offset);
    }

    [Fact]
    public void A_path_names_the_bytes_at_an_offset()
    {
        var layout = s_program.Record("struct obj")!.Layout!;
        Assert.Equal("index", layout.PathAt(16));
        Assert.Equal("list[0][3]", layout.PathAt(layout.Find("list")!.Offset + 24));
        Assert.Equal("in.s", layout.PathAt(36));
    }

    [Fact]
    public void A_layout_that_is_not_known_says_why()
    {
        Assert.Equal("struct self contains itself", Innermost(s_program.Record("struct self")!));
        Assert.Contains(
            "no text that is read defines some_t",
            s_program.Record("struct unknown_member")!.WhyUnknown,
            StringComparison.Ordinal
        );
        Assert.Null(s_program.Record("struct nowhere"));
    }

    [Fact]
    public void Functions_behind_unknown_macros_are_found() =>
        Assert.Equal(["choose", "f"], s_program.FunctionsOf("a.c").Select(s => s.Name));

    [Fact]
    public void Char_is_unsigned_since_v6_2()
    {
        static long Minus(int minor) =>
            new KernelText.Programs.TextProgram(
                new TextTree(new KernelText.Trees.KernelVersion(6, minor), ("a.c", "int g;")),
                KernelText.Preprocessing.Configuration.Default,
                KernelText.Lowering.NoMeanings.Instance,
                ["a.c"]
            )
                .Number("(char)-1")!
                .Value;

        Assert.Equal(-1, Minus(1));
        Assert.Equal(255, Minus(2));
    }

    private static string Innermost(RecordType record) =>
        record.WhyUnknown![record.WhyUnknown!.LastIndexOf("struct self", StringComparison.Ordinal)..];

    [Fact]
    public void Macros_make_structs_and_enumerators()
    {
        var program = Reading.Program(
            """
            #define lock_struct(name, ...) struct __VA_ARGS__ name
            #define DEFINE_CALL(name) static int name(void)
            lock_struct(spin) { union { int raw; struct { char pad[8]; int dep; }; }; };
            typedef struct spin spin_t;
            lock_struct(guarded, __attribute__((aligned(32)))) { spin_t inner; };
            #define BIT_OF(name, n) VMA_ ## name ## _BIT = n
            enum { BIT_OF(READ, 3), BIT_OF(WRITE, 1 << (2)), VMA_LAST };
            DEFINE_CALL(called) { return sizeof(spin_t); }
            """
        );
        Assert.Equal(12, program.Number("sizeof(spin_t)"));
        Assert.Equal(32, program.Number("sizeof(struct guarded)"));
        Assert.Equal(37, program.Number("VMA_READ_BIT * 10 + VMA_WRITE_BIT + VMA_LAST - 2"));
        Assert.NotNull(program.Find("called"));
    }
}
