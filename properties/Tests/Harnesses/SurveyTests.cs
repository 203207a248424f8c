using System.Threading;
using KernelText.Preprocessing;
using KernelText.Trees;
using PgmapCheck.Model.Harnesses.Surveys;
using PgmapCheck.Properties.Tests.Text;

namespace PgmapCheck.Properties.Tests.Harnesses;

/// <summary>How much of a tree a harness can run.</summary>
public sealed class SurveyTests
{
    [Fact]
    public void A_function_is_followed_through_all_that_it_calls()
    {
        var result = Survey(
            """
            int far(int x);
            int missing(int x);
            static int near(int x) { return x + 1; }
            int good(int x) { return near(x) + far(x); }
            int bad(int x) { return good(x) + missing(x); }
            int worse(int x) { return bad(x) + good(x); }
            int assembly(int x) { asm volatile("nop"); return x; }
            int broken(int x) { return x +; }
            int round(int x) { return x ? round(x - 1) : 0; }
            """,
            "int far(int x) { return x; }"
        );

        Assert.Equal(
            ["assembly", "bad", "broken", "worse"],
            Enumerable
                .Range(0, result.Counted)
                .Where(i => !result.IsFollowed(i))
                .Select(i => result.Functions[i].Symbol.Name)
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(new SurveyedFolder("all", 7, 6, 5, 3), result.Whole);
        Assert.Equal(new NameInTheWay("missing", 2, 2), result.InTheWay[0]);
        Assert.Contains(result.InTheWay, n => n.Name.StartsWith("assembly: inline assembly", StringComparison.Ordinal));
        Assert.False(result.IsCut);
    }

    [Fact]
    public void An_interrupt_leaves_what_is_known()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        var result = Of("int f(void) { return 0; }", "").Run(null, stop.Token);

        Assert.True(result.IsCut);
    }

    // What docs/harness.md says of whole trees is measured by hand; these folders are cheap.
    [KernelTreeTheory]
    [InlineData("linux-6.1", 0.62)]
    [InlineData("linux-6.12", 0.62)]
    public void The_share_of_a_tree_does_not_fall(string tree, double share)
    {
        var survey = new TreeSurvey(
            SourceTree.Open(KernelTrees.Folder(tree)),
            Configuration.Default,
            ["drivers/dax", "kernel/locking", "kernel/rcu", "ipc"],
            ["lib", "kernel", "mm"]
        );

        var whole = survey.Run(null, CancellationToken.None).Whole;

        Assert.InRange((double)whole.Followed / whole.Functions, share, 1);
    }

    private static SurveyResult Survey(string file, string other) => Of(file, other).Run(null, CancellationToken.None);

    private static TreeSurvey Of(string file, string other)
    {
        var folder = Directory.CreateTempSubdirectory("pgmapcheck").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "Makefile"), "VERSION = 6\nPATCHLEVEL = 1\nSUBLEVEL = 0\n");
            var tree = SourceTree
                .Open(folder)
                .WithFiles(
                    new KernelText.Tokens.SourceText("lib/one.c", file),
                    new KernelText.Tokens.SourceText("mm/two.c", other)
                );
            return new TreeSurvey(tree, Configuration.Default, ["lib"], ["mm"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
