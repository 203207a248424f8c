using PgmapCheck.Commands;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed class ScenarioFileCommandTests
{
    private const string LostWakeUp =
        "scenario x\npgmap p fsdax\nfile f on p[0] xfs\nthread \"a\"\n  truncate f\n"
        + "thread \"b\" holds p[0]\n  release_pages p[0]\n";

    [Fact]
    public void A_file_is_checked_explained_and_its_trace_replayed()
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder, LostWakeUp);
        var check = Run("check", file, "--kernel", "v4.18", "--traces", folder.Path);
        var traces = Directory.GetFiles(folder.Path, "*.trace", SearchOption.AllDirectories);
        var replay = Run("replay", [file, .. traces]);

        Assert.Equal(2, check.Exit);
        Assert.Contains("BUG: lost wake-up in ", check.Out, StringComparison.Ordinal);
        Assert.Contains("Known as REL-PAGES, fixed by c5d6c45e90c4", check.Out, StringComparison.Ordinal);
        Assert.Equal(2, traces.Length);
        Assert.Equal(0, replay.Exit);
    }

    [Theory]
    [InlineData("v5.3", "expect clean\n", 0)]
    [InlineData("v4.18", "expect clean\n", 2)]
    [InlineData(
        "v4.18",
        "expect violated \"an idle page wakes its waiters\"\n"
            + "expect violated \"page_free is called once for each idle transition\"\n",
        0
    )]
    [InlineData("v4.18", "expect violated \"an idle page wakes its waiters\"\n", 2)]
    [InlineData("v5.3", "expect violated \"an idle page wakes its waiters\"\n", 2)]
    public void What_is_expected_is_compared(string kernel, string expectation, int exit)
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(
            exit,
            Run("check", Write(folder, LostWakeUp + expectation), "--kernel", kernel, "--no-traces").Exit
        );
    }

    [Fact]
    public void A_mistake_is_one_line_with_file_line_and_column()
    {
        using var folder = new TemporaryFolder();
        var file = Write(folder, "scenario x\npgmap p fsdux\n");
        var run = Run("check", file);

        Assert.Equal(1, run.Exit);
        Assert.Equal(
            $"pgmapcheck: {file}:2:9: expected fsdax, unmanaged, private, public or p2pdma, found 'fsdux'",
            Assert.Single(run.ErrorLines)
        );
    }

    [Fact]
    public void Every_operation_is_listed_with_what_it_needs()
    {
        var run = Run("list", "--operations");

        Assert.Equal(0, run.Exit);
        Assert.All(
            Model.Programs.Operations.All,
            operation => Assert.Contains(operation.Name, run.Out, StringComparison.Ordinal)
        );
        Assert.Matches(@"(?m)^unpin_user_page +PAGE +drops a pin +v5\.7- ", run.Out);
    }

    // Every block of docs/scenarios.md that begins with a scenario is one.
    [Fact]
    public void The_examples_in_the_documentation_can_be_read()
    {
        var text = File.ReadAllText(Golden.InSource("../../docs/scenarios.md"));
        var blocks = text.Split("```")
            .Where((_, i) => i % 2 == 1)
            .Select(block => block[(block.IndexOf('\n', StringComparison.Ordinal) + 1)..])
            .Where(block => block.StartsWith("scenario ", StringComparison.Ordinal))
            .ToArray();

        Assert.NotEmpty(blocks);
        Assert.All(
            blocks,
            block => Model.Programs.ScenarioReader.Read(block, "docs/scenarios.md", Properties.KernelProperties.Names)
        );
    }

    private static string Write(TemporaryFolder folder, string text) => folder.Write("x.scenario", text);

    private static CliRun Run(string command, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = CommandLine.Run([command, .. args], new Terminal(output, error));
        return new CliRun(exit, output.ToString(), error.ToString());
    }
}
