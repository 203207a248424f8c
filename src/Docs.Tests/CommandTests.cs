using Xunit.Abstractions;

namespace Docs.Tests;

/// <summary>
/// Every command in the documentation is run, and prints what is written below it. <c>UPDATE_GOLDEN=1</c> writes what
/// it prints into the document.
/// </summary>
/// <remarks>Tests of one class run one after another: these are two, for two processors.</remarks>
public abstract class CommandTests(ITestOutputHelper output)
{
    private static bool IsUpdate => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    private static bool HasKernelTrees => Environment.GetEnvironmentVariable("KERNEL_TREES") is { Length: > 0 };

    private void Run(string path)
    {
        var document = Document.Read(Path.Combine(Scratch.Root, path));
        if (!document.Blocks.Any(block => block is { IsTranscript: true, NotRun: null }))
        {
            return;
        }

        using var scratch = new Scratch();
        for (var i = 0; i < document.Blocks.Length; i++)
        {
            var block = document.Blocks[i];
            if (block.File is { } file)
            {
                scratch.Write(file, block.Lines);
            }

            if (!block.IsTranscript || block.NotRun is not null)
            {
                continue;
            }

            if (block.NeedsKernelTrees && !HasKernelTrees)
            {
                output.WriteLine($"{path}:{block.First}: not run, there are no kernel trees (KERNEL_TREES)");
                continue;
            }

            if (block.Setup.Length > 0)
            {
                scratch.Run(block.Setup);
            }

            var lines = new List<string>();
            foreach (var (command, written) in Transcript.Parse(block))
            {
                var printed = scratch.Run(string.Join('\n', command)[Transcript.Prompt.Length..]);
                var isSame = Transcript.Matches(written.AsSpan(), printed.ToArray());
                Assert.True(
                    isSame || IsUpdate,
                    $"{path}:{block.First}: {command[0]}\nprints\n{string.Join('\n', printed)}\n"
                        + "UPDATE_GOLDEN=1 writes it there."
                );
                lines.AddRange(command);
                lines.AddRange(isSame ? written : Transcript.Cut(written, [.. printed]));
            }

            if (!lines.SequenceEqual(block.Lines))
            {
                document = document.Replace(block, lines);
            }
        }
    }

    private static TheoryData<string> EveryOther(int first) =>
        [
            .. ((IEnumerable<object[]>)DocumentTests.Documents)
                .Select(row => (string)row[0])
                .Where((_, i) => i % 2 == first),
        ];

    public sealed class OfEven(ITestOutputHelper output) : CommandTests(output)
    {
        public static TheoryData<string> Documents => EveryOther(0);

        [Theory]
        [MemberData(nameof(Documents))]
        public void Commands_print_what_is_written(string path) => Run(path);
    }

    public sealed class OfOdd(ITestOutputHelper output) : CommandTests(output)
    {
        public static TheoryData<string> Documents => EveryOther(1);

        [Theory]
        [MemberData(nameof(Documents))]
        public void Commands_print_what_is_written(string path) => Run(path);
    }
}
