using Interleave.Programs;
using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Trees;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Text;

namespace PgmapCheck.Properties.Tests.Text;

/// <summary>A tree of one C file, and programs whose threads call its functions.</summary>
internal static class TextFixture
{
    /// <summary>The functions of a file. Files are read when they are needed, so the folder stays until the process
    /// ends.</summary>
    public static TextCode Code(string c)
    {
        var folder = Directory.CreateTempSubdirectory("pgmapcheck").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        File.WriteAllText(Path.Combine(folder, "Makefile"), "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 0\n");
        Directory.CreateDirectory(Path.Combine(folder, "mm"));
        Directory.CreateDirectory(Path.Combine(folder, "include", "linux"));
        File.WriteAllText(Path.Combine(folder, "mm", "fixture.c"), c);
        var tree = SourceTree.Open(folder);
        return new TextCode(new TextProgram(tree, Configuration.Default, TextCode.Meanings, ["mm/fixture.c"]));
    }

    /// <summary>A program whose threads each call a function without arguments.</summary>
    public static ConcurrentProgram Program(string c, params IReadOnlyList<string> functions)
    {
        var release = KnownReleases.V6_1 with { Text = Code(c) };
        return new(
            "text",
            machine =>
            {
                var linux = new Linux(machine, release, new Hardware());
                var world = (TextWorld)linux.Booted!;
                foreach (var function in functions)
                {
                    linux.StartTask(function, current => world.Run(function, current, []));
                }
            }
        );
    }

    /// <summary>What a function returns that takes no step.</summary>
    public static long Result(string c, string function)
    {
        var result = 0L;
        var release = KnownReleases.V6_1 with { Text = Code(c) };
        var program = new ConcurrentProgram(
            "text",
            machine =>
            {
                var linux = new Linux(machine, release, new Hardware());
                machine.Fiber(function, () => Keep((TextWorld)linux.Booted!));
            }
        );
        var verdict = Interleave.Checker.Prove(program);
        Assert.Null(verdict.Incomplete);
        Assert.Empty(verdict.Counterexamples);
        return result;

        async Interleave.Routines.Routine Keep(TextWorld world) =>
            result = (await world.Call(function, null, [])).Number;
    }
}
