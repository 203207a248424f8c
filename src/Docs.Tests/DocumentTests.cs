using Xunit.Abstractions;

namespace Docs.Tests;

/// <summary>
/// Every command in the documentation is run, and prints what is written below it. <c>UPDATE_GOLDEN=1</c> writes what
/// it prints into the document.
/// </summary>
public sealed class DocumentTests(ITestOutputHelper output)
{
    private static bool IsUpdate => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    private static bool HasKernelTrees => Environment.GetEnvironmentVariable("KERNEL_TREES") is { Length: > 0 };

    /// <summary>The documents, by their paths in the project.</summary>
    public static TheoryData<string> Documents { get; } =
    [
        .. Directory
            .EnumerateFiles(Scratch.Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Scratch.Root, "docs"), "*.md"))
            .Append(Path.Combine(Scratch.Root, "src/Interleave/README.md"))
            .Select(path => Path.GetRelativePath(Scratch.Root, path))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Commands_print_what_is_written(string path)
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
                    $"{path}:{block.First}: {command[0]}\nprints\n{string.Join('\n', printed)}\nUPDATE_GOLDEN=1 writes it there."
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

    [Fact]
    public void The_package_shows_what_the_guide_shows()
    {
        var guide = Document.Read(Path.Combine(Scratch.Root, "docs/library.md")).Blocks;
        var readme = Document.Read(Path.Combine(Scratch.Root, "src/Interleave/README.md")).Blocks;

        Assert.Equal(["csharp", "text"], readme.Select(block => block.Language));
        Assert.All(
            readme,
            block =>
                Assert.Contains(
                    guide,
                    shown =>
                        string.Join('\n', shown.Lines)
                            .EndsWith(string.Join('\n', block.Lines), StringComparison.Ordinal)
                )
        );
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_plain_block_is_run_or_says_why_not(string path) =>
        Assert.Empty(
            Document
                .Read(Path.Combine(Scratch.Root, path))
                .Blocks.Where(block =>
                    block
                        is {
                            Language: "" or "console" or "sh" or "bash",
                            IsTranscript: false,
                            File: null,
                            NotRun: null
                        }
                )
                .Select(block => $"{path}:{block.First}: {block.Lines.FirstOrDefault()}")
        );
}
