using KernelText.Lowering;
using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Tests.Compared;
using KernelText.Tokens;
using KernelText.Trees;

namespace KernelText.Tests.Programs;

/// <summary>Damaged C and damaged patches: graphs or one clear line, never a crash, a hang or memory without
/// bound.</summary>
public sealed class MutationTests
{
    private const int Mutants = 1000;

    private const string Extra = """
        #define CONFIG_LIKE(x, ...) do { if (x) { __VA_ARGS__; } } while (0)
        #if defined(CONFIG_64BIT) && (1 + 2 * 3 == 7)
        static int table[3][2] = { [1] = { 1, 2 }, [2][1] = 7 };
        #elif 0
        #else
        #endif
        typedef int (*call_t)(const char *, ...);
        long extra(long a, long b) { call_t c = 0; CONFIG_LIKE(a > b, a--, b++); again: switch (a & 3) { case 0 ... 1: b += sizeof(c); break; default: if (b++ < 3) goto again; } return a ?: b; }
        """;

    [Fact]
    public void Damaged_C_is_a_graph_or_one_line()
    {
        for (var seed = 0; seed < Mutants; seed++)
        {
            var random = new Random(seed);
            var text = Mutated(Generator.Prelude + new Generator(seed % 20, "f").Program() + Extra, random);
            try
            {
                var program = new TextProgram(
                    new TextTree(("a.c", text)),
                    Configuration.Parse("CONFIG_64BIT=y", ""),
                    NoMeanings.Instance,
                    ["a.c"]
                );
                foreach (var symbol in program.FunctionsOf("a.c"))
                    Assert.All(program.Function(symbol).NoMeanings, n => Assert.DoesNotContain('\n', n.Why));
                Assert.All(program.FaultsOf("a.c"), OneLine);
            }
            catch (KernelTextException e)
            {
                OneLine(e.Message);
            }
        }
    }

    [Fact]
    public void A_damaged_patch_applies_or_is_one_line()
    {
        const string Text = "int a;\nint b;\nint c;\nint d;\nint e;\n";
        const string Diff =
            "From me\n--- a/mm/a.c\t2020\n+++ b/mm/a.c\n@@ -1,3 +1,3 @@ x\n int a;\n-int b;\n+long b;\n int c;\n@@ -5 +5,2 @@\n int e;\n+int f;\n--- /dev/null\n+++ b/mm/n.c\n@@ -0,0 +1,2 @@\n+int n;\n+int m;\n";
        for (var seed = 0; seed < Mutants; seed++)
        {
            try
            {
                var tree = new TextTree(("mm/a.c", Text)).With(Patch.Read(Mutated(Diff, new Random(seed)), "p.patch"));
                Assert.All(tree.Files("mm"), f => Assert.True(tree.Read(f).Text.Length < 1000));
            }
            catch (KernelTextException e)
            {
                OneLine(e.Message);
            }
        }
    }

    [Theory]
    [InlineData("(")]
    [InlineData("{")]
    [InlineData("[")]
    [InlineData("if (1) ")]
    [InlineData("-")]
    [InlineData("a ? ")]
    [InlineData("a = ")]
    [InlineData("({ ")]
    [InlineData("while (")]
    [InlineData("(int)")]
    [InlineData("a, ")]
    [InlineData("a + ")]
    [InlineData("*")]
    [InlineData("sizeof ")]
    public void Deep_nesting_is_one_line(string piece)
    {
        var text = "int f(int a) { " + string.Concat(Enumerable.Repeat(piece, 100_000));
        foreach (var end in new[] { " }", " 1; }", "" })
        {
            try
            {
                Assert.All(
                    Reading.Program(text + end).Find("f")?.NoMeanings ?? [],
                    n => Assert.DoesNotContain('\n', n.Why)
                );
            }
            catch (KernelTextException e)
            {
                OneLine(e.Message);
            }
        }
    }

    [Theory]
    [InlineData("struct s ", "{ struct s ", "x;")]
    [InlineData("int ", "(*", "f);")]
    [InlineData("int f", "(int (*)", ";")]
    [InlineData("int a = ", "{", "};")]
    [InlineData("typeof", "(typeof", "(int))) x;")]
    [InlineData("#if ", "(", "\n#endif\n")]
    [InlineData("#define a ", "a a ", "\nint x = a;")]
    public void Deep_nesting_at_file_scope_is_one_line(string before, string piece, string behind)
    {
        try
        {
            Assert.All(
                Reading.Program(before + string.Concat(Enumerable.Repeat(piece, 20_000)) + behind).FaultsOf("a.c"),
                OneLine
            );
        }
        catch (KernelTextException e)
        {
            OneLine(e.Message);
        }
    }

    private static void OneLine(string message)
    {
        Assert.DoesNotContain('\n', message);
        Assert.InRange(message.Length, 10, 2000);
    }

    private static string Mutated(string text, Random random)
    {
        for (var n = random.Next(1, 4); n > 0 && text.Length > 20; n--)
        {
            var (at, length) = (random.Next(text.Length - 10), random.Next(1, 10));
            text = random.Next(6) switch
            {
                0 => text[..at] + (char)random.Next(1, 256) + text[(at + 1)..],
                1 => text.Remove(at, length),
                2 => text[..at],
                3 => text.Insert(at, text.Substring(random.Next(text.Length - 10), length)),
                4 => text[..at] + "(){}[];,#\"'/*&"[random.Next(14)] + text[(at + 1)..],
                _ => Swapped(text, random),
            };
        }
        return text;
    }

    private static string Swapped(string text, Random random)
    {
        var words = text.Split(' ');
        var (a, b) = (random.Next(words.Length), random.Next(words.Length));
        (words[a], words[b]) = (words[b], words[a]);
        return string.Join(' ', words);
    }
}
