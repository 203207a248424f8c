using PgmapCheck.Commands;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed class FuzzCommandTests
{
    [Fact]
    public void Two_runs_with_one_seed_find_the_same_and_the_failures_are_kept_and_tried_first()
    {
        using var folder = new TemporaryFolder();
        var first = Run(
            "fuzz",
            "--kernel",
            "v4.18",
            "--seed",
            "3",
            "--runs",
            "12",
            "--max-states",
            "4000",
            "--save",
            folder.Path
        );
        var second = Run(
            "fuzz",
            "--kernel",
            "v4.18",
            "--seed",
            "3",
            "--runs",
            "12",
            "--max-states",
            "4000",
            "--no-save"
        );
        var third = Run(
            "fuzz",
            "--kernel",
            "v4.18",
            "--seed",
            "3",
            "--runs",
            "1",
            "--max-states",
            "4000",
            "--save",
            folder.Path
        );

        Assert.Equal(2, first.Exit);
        Assert.Equal(Scenarios(first), Scenarios(second));
        Assert.NotEmpty(Scenarios(first));
        Assert.NotEmpty(Directory.GetFiles(folder.Path, "*.scenario"));
        Assert.Contains("kept from an earlier run", third.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("found after", third.Out.Split("kept from an earlier run")[0], StringComparison.Ordinal);
        Assert.Contains("Replay:", first.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_names_the_line_that_makes_it_again()
    {
        var found = Run(
            "fuzz",
            "--kernel",
            "v4.18",
            "--seed",
            "3",
            "--runs",
            "12",
            "--max-states",
            "4000",
            "--no-save"
        );
        var line = found.OutLines.First(text => text.StartsWith("  Again:", StringComparison.Ordinal));
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..];
        var again = Run([.. words, "--no-save"]);

        Assert.Equal(2, again.Exit);
        Assert.Equal(Scenarios(found).First(), Scenarios(again).First());
    }

    [Fact]
    public void A_fixed_kernel_has_no_failures()
    {
        var run = Run(
            "fuzz",
            "--kernel",
            "v6.15",
            "--fixed",
            "--seed",
            "5",
            "--runs",
            "25",
            "--max-states",
            "2000",
            "--no-save"
        );

        Assert.Contains(run.Exit, (int[])[0, 4]);
        Assert.Contains("0 failures; 25 programs", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no kernel is called 'v9'", "--kernel", "v9")]
    [InlineData("no kernel is called 'v8'", "--against", "v8")]
    [InlineData("--replay: expected SEED,GAMMA,SIZE", "--replay", "1,2")]
    [InlineData("--known: no bug is called 'X'", "--known", "X")]
    [InlineData("--runs: expected a whole number from 1 up", "--runs", "0")]
    public void What_cannot_be_done_is_said(string message, params string[] options)
    {
        var run = Run(["fuzz", .. options]);

        Assert.Equal(1, run.Exit);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private static string[] Scenarios(CliRun run) =>
        [.. run.OutLines.Where(line => line.StartsWith("    scenario fuzz-", StringComparison.Ordinal))];

    private static CliRun Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = CommandLine.Run(args, new Terminal(output, error));
        return new CliRun(exit, output.ToString(), error.ToString());
    }
}
