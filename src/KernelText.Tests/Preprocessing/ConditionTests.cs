using KernelText.Preprocessing;
using KernelText.Tests.Compared;
using KernelText.Tokens;

namespace KernelText.Tests.Preprocessing;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("#ifdef CONFIG_ON", true)]
    [InlineData("#ifndef CONFIG_ON", false)]
    [InlineData("#ifdef CONFIG_OFF", false)]
    [InlineData("#ifdef CONFIG_MODULAR", false)]
    [InlineData("#ifdef CONFIG_MODULAR_MODULE", true)]
    [InlineData("#if IS_ENABLED(CONFIG_MODULAR) && !IS_BUILTIN(CONFIG_MODULAR)", true)]
    [InlineData("#if IS_REACHABLE(CONFIG_ON) || 0", true)]
    [InlineData("#if defined(CONFIG_ON) && !defined CONFIG_OFF", true)]
    [InlineData("#if CONFIG_NUMBER == 64 && CONFIG_NUMBER << 1 > 0x7f", true)]
    [InlineData("#if UNKNOWN", false)]
    [InlineData("#if UNKNOWN(1, (2))", false)]
    [InlineData("#define V 3\n#if V * (2 + 1) == 9 ? 1 : 0", true)]
    [InlineData("#if 0\n#elif CONFIG_NUMBER > 100\n#elif 1", true)]
    [InlineData("#if 1 /* a\ncomment */ && \\\n 0", false)]
    [InlineData("#if -1 < 0 && ~0 == -1 && 'a' == 97 && 010 == 8", true)]
    [InlineData("#if __has_attribute(__packed__) && __GNUC__ >= 5", true)]
    public void A_condition_decides_what_is_compiled(string condition, bool expected)
    {
        var text = $"{condition}\nstatic int v = 1;\n#else\nstatic int v = 0;\n#endif\nint f(void) {{ return v; }}\n";
        var program = Reading.Program([("a.c", text)], null, "CONFIG_ON=y", "CONFIG_MODULAR=m", "CONFIG_NUMBER=64");
        Assert.Equal(expected ? 1 : 0, new Evaluator(program).Call("f"));
    }

    [Fact]
    public void Conditions_within_a_body_are_decided_too() =>
        Assert.Equal(
            5,
            new Evaluator(
                Reading.Program(
                    [
                        (
                            "a.c",
                            "int f(int x)\n{\n  if (x) {\n#ifdef CONFIG_ON\n    return 5;\n#else\n    return 6; }\n  {\n#endif\n  }\n  return 0;\n}\n"
                        ),
                    ],
                    null,
                    "CONFIG_ON=y"
                )
            ).Call("f", 1)
        );

    [Fact]
    public void A_header_sees_what_stands_before_it_and_an_included_file_what_the_header_makes()
    {
        var program = Reading.Program([
            (
                "a.c",
                "#define HAVE_FAST\n#include <linux/generic.h>\n#include \"own.h\"\nint f(void) { return slow() + own(); }\n"
            ),
            (
                "include/linux/generic.h",
                "#ifndef GENERIC_H\n#define GENERIC_H\n#ifndef HAVE_FAST\nstatic inline int slow(void) { return 1; }\n#else\nstatic inline int slow(void) { return 2; }\n#endif\n#endif\n"
            ),
            ("own.h", "#ifdef GENERIC_H\nstatic inline int own(void) { return 10; }\n#endif\n"),
        ]);
        Assert.Equal(12, new Evaluator(program).Call("f"));
    }

    [Theory]
    [InlineData("#if 1\nint f(void);\n", "a.c:4:1: expected #endif, found the end")]
    [InlineData("#endif\n", "a.c:1:1: expected #if before #endif")]
    [InlineData("\n#if (1\n#endif\n", "a.c:2:1: expected ')' in the condition")]
    [InlineData("#if 1 2\n#endif\n", "a.c:1:1: expected an operator in the condition, found '2'")]
    [InlineData("#ifdef\n#endif\n", "a.c:1:1: expected a name behind #ifdef")]
    [InlineData("#define 3\n", "a.c:1:1: expected #define NAME or #define NAME(PARAMETERS)")]
    public void A_directive_that_is_not_well_formed_is_an_error(string text, string message) =>
        Assert.Equal(
            message,
            Assert.Throws<KernelTextException>(() => Reading.Program(text + "int g;\n").FunctionsOf("a.c")).Message
        );

    [Fact]
    public void A_config_is_read_and_checked()
    {
        var configuration = Configuration.Parse(
            "# comment\nCONFIG_A=y\nCONFIG_B=m\n# CONFIG_C is not set\nCONFIG_D=\"text\"\nCONFIG_E=0x10\n",
            ".config"
        );
        Assert.True(configuration.IsBuiltIn("CONFIG_A"));
        Assert.True(configuration.IsModule("CONFIG_B"));
        Assert.False(configuration.Values.ContainsKey("CONFIG_C"));
        Assert.Equal("0x10", configuration.Macro("CONFIG_E"));
        Assert.Equal(
            ".config:2: expected CONFIG_NAME=VALUE or a comment",
            Assert.Throws<KernelTextException>(() => Configuration.Parse("CONFIG_A=y\nFOO=y\n", ".config")).Message
        );
        Assert.StartsWith(
            ".config: expected lines",
            Assert.Throws<KernelTextException>(() => Configuration.Parse("# nothing\n", ".config")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains("CONFIG_FS_DAX", Configuration.Default.Values.Keys);
        Assert.False(Configuration.Default.With("CONFIG_FS_DAX", "n").IsBuiltIn("CONFIG_FS_DAX"));
    }
}
