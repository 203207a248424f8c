using Interleave;
using Interleave.Memory;
using Interleave.Search;
using KernelText.Preprocessing;
using KernelText.Trees;
using PgmapCheck.Model.Harnesses;
using PgmapCheck.Properties.Tests.Text;

namespace PgmapCheck.Properties.Tests.Harnesses;

/// <summary>
/// The verdict of every harness of the project on two trees, and of each with the bugs that it has to show that it
/// finds them: what is expected stands in the files.
/// </summary>
public sealed class HarnessVerdictTests
{
    // What a tree does not have: the file came later.
    private static readonly HashSet<(string, string)> s_missing = [("rcuref", "linux-6.1")];

    public static TheoryData<string, string> Harnesses
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var path in Directory.EnumerateFiles(Folder, "*.harness").Order(StringComparer.Ordinal))
            {
                foreach (var tree in new[] { "linux-6.1", "linux-6.12" })
                {
                    var name = Path.GetFileNameWithoutExtension(path);
                    if (!s_missing.Contains((name, tree)))
                    {
                        pairs.Add(name, tree);
                    }
                }
            }

            return pairs;
        }
    }

    private static string Folder => SourceFolder.File("../../harnesses");

    [KernelTreeTheory]
    [MemberData(nameof(Harnesses))]
    public void Is_as_expected(string name, string tree)
    {
        var path = Path.Combine(Folder, name + ".harness");
        var harness = HarnessReader.Read(File.ReadAllText(path), path);
        var kernel = SourceTree.Open(KernelTrees.Folder(tree));
        Assert.NotNull(harness.Expects);
        Assert.NotEmpty(harness.Seeds);

        Assert.Equal(Sorted(harness.Expects.Value), Violated(harness, kernel, null));
        foreach (var seed in harness.Seeds)
        {
            Assert.Equal((seed.Name, Sorted(seed.Violates)), (seed.Name, Violated(harness, kernel, seed)));
        }
    }

    private static string Sorted(IEnumerable<string> properties) => string.Join(", ", properties.Distinct().Order());

    private static string Violated(Harness harness, SourceTree tree, HarnessSeed? seed)
    {
        var text = HarnessText.Of(harness, tree, Configuration.Default, seed);
        var verdict = Checker.Check(
            HarnessProgram.Of(text, harness.Name),
            new SearchOptions { Memory = MemoryModel.Sequential }
        );
        Assert.Null(verdict.Incomplete);
        Assert.Empty(seed is null ? verdict.NeverReached : []);
        return Sorted(verdict.Counterexamples.Select(c => c.Violation.Property));
    }
}
