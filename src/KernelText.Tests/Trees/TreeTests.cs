using System.Diagnostics;
using KernelText.Tokens;
using KernelText.Trees;

namespace KernelText.Tests.Trees;

/// <summary>Trees in folders and in a git repository of our own.</summary>
public sealed class TreeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kerneltext").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string path, string text)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private void Git(params string[] arguments)
    {
        using var git = Process.Start(
            new ProcessStartInfo(
                "git",
                ["-C", _folder, "-c", "user.name=t", "-c", "user.email=t@example.org", .. arguments]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }

    private static string Fault(Action action) => Assert.Throws<KernelTextException>(action).Message;

    [Fact]
    public void A_folder_is_read_as_it_lies()
    {
        Write("Makefile", "# SPDX\nVERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 7\nEXTRAVERSION =\n");
        Write("mm/a.c", "int a;\n");
        Write("mm/sub/b.h", "int b;\n");
        File.WriteAllBytes(Path.Combine(_folder, "mm/binary.c"), [1, 0, 2]);
        var tree = SourceTree.Open(_folder);
        Assert.Equal(new KernelVersion(6, 12, 7), tree.Version);
        Assert.Equal("v6.12.7", tree.Version.ToString());
        Assert.Equal("int a;\n", tree.Read("mm/a.c").Text);
        Assert.Null(tree.Find("mm"));
        Assert.Equal(["mm/a.c", "mm/binary.c", "mm/sub/b.h"], tree.Files("mm"));
        Assert.Equal("mm/binary.c: expected text, found a binary file", Fault(() => tree.Find("mm/binary.c")));
        Assert.Equal($"mm/none.c: no such file in {_folder}", Fault(() => tree.Read("mm/none.c")));
    }

    [Fact]
    public void A_file_that_is_too_large_is_refused()
    {
        Write("Makefile", "VERSION = 6\nPATCHLEVEL = 1\n");
        using (var file = File.Create(Path.Combine(_folder, "big.c")))
            file.SetLength(SourceTree.LargestFile + 1L);
        Assert.Equal("big.c: expected at most 16 MiB, found 16", Fault(() => SourceTree.Open(_folder).Find("big.c")));
    }

    [Fact]
    public void What_is_no_kernel_tree_is_one_line()
    {
        Assert.Equal("no such folder: /nowhere/at/all", Fault(() => SourceTree.Open("/nowhere/at/all")));
        Assert.Equal(
            $"{_folder} is not a kernel tree: it has no Makefile at its top",
            Fault(() => SourceTree.Open(_folder))
        );
        Write("Makefile", "all:\n\techo\n");
        Assert.Equal(
            $"{_folder} is not a kernel tree: its Makefile has no VERSION and PATCHLEVEL",
            Fault(() => SourceTree.Open(_folder))
        );
    }

    [GitFact]
    public void A_revision_is_read_through_git_without_a_checkout()
    {
        Git("init", "-q");
        Write("linux/Makefile", "VERSION = 5\nPATCHLEVEL = 3\n");
        Write("linux/mm/a.c", "int old;\n");
        Git("add", "-A");
        Git("commit", "-qm", "first");
        Git("tag", "v1");
        Write("linux/mm/a.c", "int changed;\n");
        Git("commit", "-qam", "second");
        var tree = SourceTree.Open($"{_folder}@v1:linux");
        Assert.Equal(new KernelVersion(5, 3), tree.Version);
        Assert.Equal("int old;\n", tree.Read("mm/a.c").Text);
        Assert.Equal("int changed;\n", SourceTree.Open($"{_folder}@HEAD:linux/").Read("mm/a.c").Text);
        Assert.Null(tree.Find("mm/none.c"));
        Assert.Null(tree.Find("mm"));
        Assert.Equal(["mm/a.c"], tree.Files("mm"));
        Assert.Equal($"no revision v9 in {_folder}", Fault(() => SourceTree.Open($"{_folder}@v9")));
        Assert.Equal($"no folder none in v1 of {_folder}", Fault(() => SourceTree.Open($"{_folder}@v1:none")));
    }
}

/// <summary>A fact that needs git; skipped visibly where there is none.</summary>
internal sealed class GitFactAttribute : FactAttribute
{
    public GitFactAttribute()
    {
        if (
            Environment
                .GetEnvironmentVariable("PATH")
                ?.Split(Path.PathSeparator)
                .Any(f => File.Exists(Path.Combine(f, "git"))) != true
        )
            Skip = "there is no git";
    }
}
