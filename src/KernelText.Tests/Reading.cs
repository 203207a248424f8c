using KernelText.Flow;
using KernelText.Lowering;
using KernelText.Meanings;
using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Tests.Compared;

namespace KernelText.Tests;

/// <summary>C of one file, or a few, as a program; and the values that its functions return.</summary>
internal static class Reading
{
    public static TextProgram Program(string text, IMeanings? meanings = null) => Program([("a.c", text)], meanings);

    public static TextProgram Program(
        (string Path, string Text)[] files,
        IMeanings? meanings = null,
        params string[] options
    ) =>
        new(
            new TextTree(files),
            Configuration.Parse("CONFIG_64BIT=y\n" + string.Join('\n', options), "test"),
            meanings ?? NoMeanings.Instance,
            files.Select(f => f.Path).Where(p => p.EndsWith(".c", StringComparison.Ordinal))
        );

    public static FlowFunction Function(string text, string name = "f", IMeanings? meanings = null) =>
        Program(text, meanings).Find(name) ?? throw new InvalidOperationException($"no function {name}");

    /// <summary>What <c>f</c> returns.</summary>
    public static long Value(string text, params long[] arguments) => new Evaluator(Program(text)).Call("f", arguments);

    /// <summary>Instructions of one kind, in order.</summary>
    public static T[] All<T>(this FlowFunction function)
        where T : Instruction => [.. function.Code.OfType<T>()];
}

/// <summary>Meanings from a table.</summary>
internal sealed class Table(params (string Name, Meaning Meaning)[] meanings) : IMeanings
{
    public Meaning? Find(string name) => Array.Find(meanings, m => m.Name == name).Meaning;
}
