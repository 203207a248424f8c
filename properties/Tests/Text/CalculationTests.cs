namespace PgmapCheck.Properties.Tests.Text;

/// <summary>C that only its thread can see: what it returns is what gcc's program returns.</summary>
public sealed class CalculationTests
{
    [Theory]
    [InlineData("unsigned char x = 200; x += 100; return x;", 44)]
    [InlineData("signed char x = 100; x += 100; return x;", -56)]
    [InlineData("unsigned int x = 0; return x - 1 > 5;", 1)]
    [InlineData("int x = -1; return x > 5u;", 1)]
    [InlineData("int x = -7; return x / 2 * 10 + x % 2;", -31)]
    [InlineData("long x = 1L << 40; return (int)(x >> 38) + (int)x;", 4)]
    [InlineData("int x = -8; return x >> 1;", -4)]
    [InlineData(
        "int a[3] = { 1, 2 }; int *p = a + 1; *p += 5; return a[0] + 10 * a[1] + 100 * a[2] + 1000 * (p - a);",
        1071
    )]
    [InlineData(
        "struct s { int a; char b[4]; } x = { .b = { 1, 2 }, .a = 7 }, y; y = x; x.a = 1; return y.a * 10 + y.b[1];",
        72
    )]
    [InlineData("union u { int i; unsigned char c[4]; } x; x.i = 0x01020304; return x.c[0] * 10 + x.c[3];", 41)]
    [InlineData("struct s { unsigned a:3, b:5; int c; } x = { 0 }; x.a = 9; x.b = 17; return x.a * 100 + x.b;", 117)]
    [InlineData(
        "int n = 0; for (int i = 0; i < 5; i++) { if (i == 1) continue; if (i == 4) break; n += i; } return n;",
        5
    )]
    [InlineData("int n = 0; again: n++; if (n < 4) goto again; return n;", 4)]
    [InlineData(
        "int n = 3, r = 0; switch (n) { case 1: r = 1; break; case 2 ... 3: r = 2; case 4: r += 10; break; default: r = 99; } return r;",
        12
    )]
    [InlineData("int a = 1, b = 2; swap(&a, &b); return a * 10 + b;", 21)]
    [InlineData(
        "struct s { char a[__builtin_constant_p(8) ? 63 - __builtin_clzll(8) : fib(8)]; }; return sizeof(struct s);",
        3
    )]
    [InlineData("return fib(7);", 13)]
    [InlineData("int (*f)(int) = fib; return f(6) + (f == fib);", 9)]
    [InlineData("struct pair p = { 3, 4 }; return sum(p) + twice(p).b;", 15)]
    [InlineData("struct outer o = { .in = { 5, 6 } }; return outer_of(&o.in)->first + sizeof(o);", 12)]
    [InlineData("unsigned long v = (unsigned long)&fib | 3; return (v & 3) + ((v & ~3UL) == (unsigned long)&fib);", 4)]
    public void Calculates_as_C_does(string body, long expected) =>
        Assert.Equal(
            expected,
            TextFixture.Result(
                $$"""
                struct pair { int a, b; };
                struct outer { int first; struct pair in; };
                static void swap(int *a, int *b) { int t = *a; *a = *b; *b = t; }
                static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
                static int sum(struct pair p) { p.a += p.b; return p.a; }
                static struct pair twice(struct pair p) { struct pair r = { p.a * 2, p.b * 2 }; return r; }
                static struct outer *outer_of(struct pair *p) { return (struct outer *)((char *)p - __builtin_offsetof(struct outer, in)); }
                int run(void) { {{body}} }
                """,
                "run"
            )
        );
}
