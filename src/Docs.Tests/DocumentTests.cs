namespace Docs.Tests;

/// <summary>What documents show is what there is.</summary>
public sealed class DocumentTests
{
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
