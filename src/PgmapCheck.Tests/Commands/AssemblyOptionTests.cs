using PgmapCheck.Cases;
using PgmapCheck.Tests.Assemblies;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

/// <summary>A user's kernels and scenarios can do what the model's can, and a mistake is one line.</summary>
public sealed class AssemblyOptionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_part_that_changes_nothing_changes_no_verdict()
    {
        var run = Run("check", "--no-traces", "--assembly", Assembly("Derived"));

        Assert.Equal((2, ""), (run.Exit, run.Error));
        Assert.Contains("counterexamples of ", run.OutLines[0], StringComparison.Ordinal);
        Assert.EndsWith("known bugs, none new", run.OutLines[0].Split("   ")[0], StringComparison.Ordinal);
        Assert.Contains("Against v4.18:", run.Out, StringComparison.Ordinal);
        var same = run.OutLines[^2].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["of", same[0], "scenarios", "the", "same"], same[1..]);
    }

    [Fact]
    public void Known_bugs_are_told_by_parts_whatever_the_kernel_is_called()
    {
        var own = Assembly("Nameless");

        var run = Run("check", "release-pages-vs-truncate", "--known", "--no-traces", "--assembly", own);

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Contains("Known as REL-PAGES", run.Out, StringComparison.Ordinal);
        Assert.Contains("Against v5.3:", run.Out, StringComparison.Ordinal);
        Assert.Contains("violates", run.OutLines.Single(line => line.Contains(" now, ", StringComparison.Ordinal)));
        Assert.Equal(0, Run("check", "release-pages-vs-truncate", "--fixed", "--assembly", own).Exit);
    }

    [Fact]
    public void A_scenario_runs_on_every_kernel_that_has_what_it_calls()
    {
        var own = Assembly("Mine");

        var broken = Run("check", "--kernel", "v4.18", "--no-traces", "--assembly", own);
        var mended = Run("check", "v5.3/mine", "--assembly", own);

        Assert.Equal(2, broken.Exit);
        Assert.Contains("Known as REL-PAGES", broken.Out, StringComparison.Ordinal);
        Assert.Equal(0, mended.Exit);
    }

    [Fact]
    public void A_replay_line_names_the_assembly()
    {
        var own = Assembly("Derived", "Mine");
        var traces = _folder.File("traces");

        var run = Run("check", "v4.18-derived/mine", "--traces", traces, "--assembly", own);
        var trace = Directory.GetFiles(traces, "*.trace", SearchOption.AllDirectories)[0];

        Assert.Contains($"--assembly {own}", run.Out, StringComparison.Ordinal);
        Assert.Equal(0, Run("replay", trace, "--assembly", own).Exit);
        Assert.Equal(1, Run("replay", trace).Exit);
    }

    [Theory]
    [InlineData("explain", "v4.18-derived/release-pages-vs-truncate")]
    [InlineData("graph", "v4.18-derived/key-get-vs-get")]
    [InlineData("history", "--scenario", "key-get-vs-get", "--kernel", "v4.18-derived")]
    [InlineData("list", "--kernels")]
    public void Other_commands_have_it(params string[] args)
    {
        var run = Run([.. args, "--assembly", Assembly("Derived")]);

        Assert.NotEqual(1, run.Exit);
        Assert.Contains("v4.18-derived", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Fuzzing_prints_lines_with_it()
    {
        var own = Assembly("Derived");

        var run = Run("fuzz", "--runs", "40", "--save", _folder.File("kept"), "--assembly", own);

        Assert.Equal((2, ""), (run.Exit, run.Error));
        Assert.Contains($"--kernel v4.18-derived --assembly {own}", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_blob_of_another_assembly_is_not_gone_on_with()
    {
        var blob = _folder.File("blob.json");
        Run("check", "key-get-vs-get", "--no-traces", "--blob", blob, "--assembly", Assembly("Derived"));

        var run = Run("check", "key-get-vs-get", "--no-traces", "--resume", blob, "--assembly", Assembly("Derived"));

        Assert.Equal(1, run.Exit);
        Assert.Single(run.ErrorLines);
    }

    [Theory]
    [InlineData("Unnamed", "Mine.Unnamed has the name of a kernel that there is, v6.1: give it a Name of its own")]
    [InlineData("None", "Mine.None is null")]
    [InlineData("Throws", "Mine.Throws cannot be read: InvalidOperationException: no such part")]
    [InlineData("Broken", "v4.18/broken: InvalidOperationException: no page")]
    [InlineData("", "expected a public static property of type Release or Scenario in a public class, found none")]
    public void A_mistake_is_one_line(string getter, string message)
    {
        var own = getter.Length == 0 ? Assembly() : Assembly(getter);

        var run = Run("check", "--no-traces", "--assembly", own);

        Assert.Equal(1, run.Exit);
        Assert.Contains(message, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.StartsWith($"pgmapcheck: {own}: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Debug_builds_and_other_files_are_refused()
    {
        var text = _folder.File("text.dll");
        File.WriteAllText(text, "no assembly");

        Assert.All(
            [
                (AssemblyFile.Write(_folder, true, "Derived"), "a debug build"),
                (text, "expected a .NET assembly"),
                (_folder.File("missing.dll"), "there is no such file"),
            ],
            file =>
            {
                var run = Run("check", "--assembly", file.Item1);
                Assert.Equal(1, run.Exit);
                Assert.Contains(file.Item2, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
            }
        );
    }

    private string Assembly(params string[] getters) => AssemblyFile.Write(_folder, false, getters);

    private static CliRun Run(params string[] args) => CliRun.On(Catalogue.Known, static terminal => terminal, args);
}
