using Interleave;
using Interleave.Search;
using KernelText.Preprocessing;
using KernelText.Trees;
using PgmapCheck.Model.Harnesses;

namespace PgmapCheck.Properties.Tests.Harnesses;

/// <summary>Harnesses on a tree that has nothing but a Makefile: all C is their own.</summary>
internal static class HarnessFixture
{
    private static readonly Lazy<SourceTree> s_tree = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("pgmapcheck").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        File.WriteAllText(Path.Combine(folder, "Makefile"), "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 0\n");
        return SourceTree.Open(folder);
    });

    /// <summary>A harness, ready to run.</summary>
    public static HarnessText Text(string harness) =>
        HarnessText.Of(HarnessReader.Read(harness, "x.harness"), s_tree.Value, Configuration.Default);

    /// <summary>The same with a bug in it.</summary>
    public static HarnessText Seeded(Harness harness, HarnessSeed seed) =>
        HarnessText.Of(harness, s_tree.Value, Configuration.Default, seed);

    /// <summary>What comes of it.</summary>
    public static Verdict Check(string harness, SearchOptions? options = null) =>
        Checker.Check(HarnessProgram.Of(Text(harness), "x"), options);

    /// <summary>All that is violated: property and explanation.</summary>
    public static IEnumerable<(string Property, string Explanation)> Violations(string harness)
    {
        var verdict = Check(harness);
        Assert.Null(verdict.Incomplete);
        return verdict.Counterexamples.Select(c => (c.Violation.Property, c.Violation.Explanation));
    }
}
