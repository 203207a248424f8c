using PgmapCheck.Model.Kernel;

namespace PgmapCheck.Properties.Tests.Harnesses;

/// <summary>Words that are used in several widths, and bit-fields beside other members.</summary>
public sealed class WidthTests
{
    private const string Types = """
        c {
        union halves { unsigned long whole; struct { unsigned int low, high; } half; unsigned char bytes[8]; } u = { .whole = 0x0807060504030201UL };
        struct small { signed char first; unsigned int bits:5, more:3; short last; } s, t = { .first = -1, .bits = 9, .last = 7 };
        struct mixed { unsigned char tag:3; unsigned int number:13; unsigned char end; } m;
        typedef struct { int counter; } atomic_t;
        struct counted { union { atomic_t count; long both; }; } c;
        }
        """;

    [Theory]
    [InlineData("WARN_ON(u.half.low != 0x04030201 || u.half.high != 0x08070605 || u.bytes[6] != 7);")]
    [InlineData("u.half.high = 0; WARN_ON(u.whole != 0x04030201); u.whole = 5; WARN_ON(u.half.low != 5);")]
    [InlineData("u.bytes[0] = 255; WARN_ON((signed char)u.bytes[0] != -1 || u.half.low != 0x040302ff);")]
    [InlineData("u.whole = (unsigned long)&s; WARN_ON((void *)u.whole != &s);")]
    [InlineData(
        "c.both = -1; WARN_ON(atomic_inc_return(&c.count)); WARN_ON((unsigned long)c.both != 0xffffffffUL << 32);"
    )]
    [InlineData(
        "c.both = 0; WARN_ON(atomic_cmpxchg(&c.count, 0, 3)); WARN_ON(atomic_xchg(&c.count, 4) != 3 || c.both != 4);"
    )]
    [InlineData(
        "WARN_ON(t.first != -1 || t.bits != 9 || t.last != 7); t.bits = 33; WARN_ON(t.bits != 1 || t.first != -1);"
    )]
    [InlineData("s = t; WARN_ON(s.first != -1 || s.bits != 9 || s.more || s.last != 7);")]
    [InlineData("m.tag = 5; m.number = 8191; m.end = 2; WARN_ON(m.tag != 5 || m.number != 8191 || m.end != 2);")]
    public void Is_right(string body) => Assert.Empty(Violations($"thread \"one\" {{ {body} }}"));

    // C11, 3.14: neighbouring bit-fields are one memory location, other members are none of it.
    [Theory]
    [InlineData("s.bits = 3;", "s.first = 1;", "s.bits != 3 || s.first != 1", true)]
    [InlineData("s.bits = 3;", "s.last = 1;", "s.bits != 3 || s.last != 1", true)]
    [InlineData("s.bits = 3;", "s.more = 1;", "s.bits != 3 || s.more != 1", false)]
    [InlineData("m.tag = 3;", "m.end = 1;", "m.tag != 3 || m.end != 1", true)]
    [InlineData("m.tag = 3;", "m.number = 1;", "m.tag != 3 || m.number != 1", false)]
    [InlineData("u.half.low = 1;", "u.half.high = 2;", "u.whole != (2UL << 32) + 1", true)]
    [InlineData("u.bytes[1] = 1;", "u.whole = 0;", "u.whole && u.whole != 256", true)]
    public void Writers_do_not_disturb_each_other(string one, string two, string isLost, bool isRight) =>
        Assert.Equal(
            isRight ? [] : [KernelRules.NoWarnings],
            Violations($"thread \"one\" {{ {one} }}\nthread \"two\" {{ {two} }}\nend {{ WARN_ON({isLost}); }}")
        );

    private static IEnumerable<string> Violations(string threads) =>
        HarnessFixture.Violations($"{Types}\n{threads}").Select(v => v.Property);
}
