using KernelText.Preprocessing;
using KernelText.Programs;
using KernelText.Trees;
using PgmapCheck.Model.Releases;
using PgmapCheck.Model.Text;
using PgmapCheck.Properties.Mutation;

namespace PgmapCheck.Properties.Tests.Text;

/// <summary>Small changes of the functions of Debian's trees; bench/mutants.sh runs them all.</summary>
public sealed class TextMutantTests
{
    [KernelTreeTheory]
    [InlineData("linux-6.1")]
    [InlineData("linux-6.12")]
    public void There_are_hundreds_and_a_sample_is_killed_or_argued_for(string folder)
    {
        var tree = SourceTree.Open(KernelTrees.Folder(folder));
        var code = new TextCode(new TextProgram(tree, Configuration.Default, TextCode.Meanings));

        var mutants = TextMutants.Of(code, text => TextRelease.Of(text, folder, TextRun.HandOf(folder)));

        Assert.True(mutants.All.Length > 300);
        foreach (var mutation in mutants.All.Where((_, i) => i % 37 == 5))
        {
            var verdict = mutants.Check(mutation);
            Assert.True(
                verdict.IsKilled
                    || verdict.Stopped is not null
                    || TextSurvivors.ArgumentFor(tree.Version, mutation) is not null,
                mutation.ToString()
            );
        }
    }
}
