using System.Globalization;
using System.Text;
using KernelText.Lowering;
using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Trees;

namespace KernelText.Tests.Compared;

/// <summary>
/// Lowered functions calculate what gcc's code does. <c>GCC_PROGRAMS=N</c> compares N random programs instead of 300,
/// <c>GCC_SEED=S</c> other ones.
/// </summary>
public sealed class AgainstGccTests
{
    private const int PerFile = 25;

    private static readonly (long A, long B)[] s_inputs =
    [
        (0, 0),
        (1, -1),
        (123456789, 77),
        (long.MinValue, 0x1234567890),
        (-5, 200),
    ];

    [GccFact]
    public void Random_programs_agree_with_gcc()
    {
        var count = Setting("GCC_PROGRAMS", 300);
        var seed = Setting("GCC_SEED", 1);
        for (var first = 0; first < count; first += PerFile)
            Compare(seed * 1_000_000 + first, Math.Min(PerFile, count - first));
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(name),
            NumberStyles.Integer,
            CultureInfo.InvariantCulture,
            out var value
        )
            ? value
            : otherwise;

    private static void Compare(int seed, int count)
    {
        // char is signed up to v6.1, and unsigned since.
        var isUnsigned = seed / PerFile % 2 == 1;
        var programs = Enumerable
            .Range(0, count)
            .Select(i => (Name: $"p{i}", Text: new Generator(seed + i, $"p{i}").Program()))
            .ToArray();
        var source = new StringBuilder(Generator.Prelude);
        foreach (var (_, text) in programs)
            source.Append(text);
        var main = new StringBuilder("int printf(const char *, ...);\nint main(void) {\n");
        foreach (var (name, _) in programs)
        {
            foreach (var (a, b) in s_inputs)
                main.Append(
                    CultureInfo.InvariantCulture,
                    $"printf(\"%ld\\n\", {name}((long){(ulong)a}ul, (long){(ulong)b}ul));\n"
                );
        }
        var expected = Gcc.Output(
                source.ToString() + main.Append("return 0; }\n"),
                isUnsigned ? "-funsigned-char" : "-fsigned-char"
            )
            .Split('\n');
        var tree = new TextTree(new KernelVersion(6, isUnsigned ? 12 : 1), ("a.c", source.ToString()));
        var program = new TextProgram(tree, Configuration.Parse("CONFIG_64BIT=y", ""), NoMeanings.Instance, ["a.c"]);
        for (var i = 0; i < programs.Length; i++)
        {
            // Statics keep their values from call to call, so each program has a machine of its own.
            var evaluator = new Evaluator(program);
            for (var n = 0; n < s_inputs.Length; n++)
            {
                string actual;
                try
                {
                    actual = evaluator
                        .Call(programs[i].Name, s_inputs[n].A, s_inputs[n].B)
                        .ToString(CultureInfo.InvariantCulture);
                }
                catch (Exception e)
                {
                    actual = e.Message;
                }
                Assert.True(
                    expected[i * s_inputs.Length + n] == actual,
                    $"seed {seed + i}, {s_inputs[n]}: gcc {expected[i * s_inputs.Length + n]}, here {actual}\n{programs[i].Text}"
                );
            }
        }
    }
}
