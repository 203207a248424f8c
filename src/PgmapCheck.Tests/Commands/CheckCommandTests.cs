using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed class CheckCommandTests
{
    [Fact]
    public void A_proof_says_what_it_means()
    {
        var run = CliRun.Of("check", "v0.1/locked-update");

        Assert.Equal(0, run.Exit);
        Assert.Contains("v0.1/locked-update", run.OutLines[0], StringComparison.Ordinal);
        Assert.EndsWith("s  proved", run.OutLines[0], StringComparison.Ordinal);
        Assert.Contains("1 case: 1 proved.", run.OutLines);
        Assert.Contains("sequential consistency", run.Out, StringComparison.Ordinal);
        Assert.Contains("64-bit", run.Out, StringComparison.Ordinal);
        Assert.Equal("exit 0: all held", run.OutLines[^1]);
        Assert.Equal("", run.Error);
    }

    [Fact]
    public void A_violation_is_drawn_kept_and_can_be_replayed()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("check", "v0.1/lost-update", "--traces", folder.Path);

        Assert.Equal(2, run.Exit);
        Assert.EndsWith("VIOLATED: both increments count", run.OutLines[0], StringComparison.Ordinal);
        Assert.Contains("BUG: both increments count in inc / inc", run.OutLines);
        Assert.Contains("  kernel v0.1   scenario lost-update   4 steps, 1 preemption, shortest", run.OutLines);
        Assert.Contains("1 case: 1 violated.", run.OutLines);
        Assert.Equal("exit 2: a property was violated", run.OutLines[^1]);
        var file = folder.File("v0.1/lost-update.both-increments-count.trace");
        Assert.Equal([file], Directory.GetFiles(folder.File("v0.1")));
        Assert.Equal(0, CliRun.Of("replay", file).Exit);
    }

    [Fact]
    public void Nothing_is_written_with_no_traces()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.Of("check", "v0.1/lost-update", "--traces", folder.Path, "--no-traces");

        Assert.Equal(2, run.Exit);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
        Assert.DoesNotContain("Replay:", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_loses_nothing()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("traces", "a file where the directory should be");

        var run = CliRun.Of("check", "lost-update", "put-vs-wait", "--traces", file, "--diagrams", "all");

        Assert.Equal(2, run.Exit);
        Assert.Single(run.ErrorLines);
        Assert.StartsWith($"pgmapcheck: cannot write traces to '{file}'", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal(2, run.OutLines.Count(line => line.StartsWith("BUG: ", StringComparison.Ordinal)));
        Assert.Contains("2 cases: 2 violated.", run.OutLines);
    }

    [Fact]
    public void A_known_bug_is_named() =>
        Assert.Contains(
            "Known as LOST-WAKEUP",
            CliRun.Of("check", "put-vs-wait", "--no-traces").Out,
            StringComparison.Ordinal
        );

    [Fact]
    public void What_is_never_reached_makes_a_pass_vacuous()
    {
        var run = CliRun.Of("check", "never-contended");

        Assert.Equal(6, run.Exit);
        Assert.EndsWith("never reached: a thread finds the lock taken", run.OutLines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stopped at 5 states", "--max-states", "5")]
    [InlineData("executions were cut at 3 steps", "--max-depth", "3")]
    [InlineData("100 random executions, seed 7", "--engine", "random", "--runs", "100", "--seed", "7")]
    [InlineData("90 random executions, seed 1", "--engine", "pct", "--runs", "90", "--depth", "2")]
    [InlineData("80 random executions, seed 1", "--engine", "pos", "--runs", "80")]
    [InlineData("70 executions on threads, seed 2", "--engine", "threads", "--runs", "70", "--seed", "2")]
    public void A_bound_makes_a_pass_incomplete(string why, params string[] options)
    {
        var run = CliRun.Of(["check", "large", .. options]);

        Assert.Equal(4, run.Exit);
        Assert.EndsWith($"incomplete: {why}", run.OutLines[0], StringComparison.Ordinal);
        Assert.DoesNotContain(" 0 ", run.OutLines[0], StringComparison.Ordinal);
        Assert.Equal("exit 4: incomplete, nothing violated so far", run.OutLines[^1]);
    }

    [Theory]
    [InlineData("states")]
    [InlineData("bfs")]
    [InlineData("dpor")]
    [InlineData("optimal")]
    [InlineData("random")]
    [InlineData("pct")]
    [InlineData("pos")]
    public void Every_engine_finds_the_lost_update(string engine)
    {
        var run = CliRun.Of("check", "v0.1/lost-update", "--engine", engine, "--no-traces");

        Assert.Equal(2, run.Exit);
        Assert.Contains("VIOLATED: both increments count", run.OutLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_worst_result_decides()
    {
        Assert.Equal(2, CliRun.Of("check", "locked-update", "never-contended", "doomed", "--no-traces").Exit);
        Assert.Equal(6, CliRun.Of("check", "locked-update", "never-contended").Exit);
        Assert.Equal(3, CliRun.Of("check", "throws", "doomed", "--no-traces").Exit);
    }

    [Theory]
    [InlineData("impure", "calls")]
    [InlineData("throws", "InvalidOperationException: no such device")]
    public void A_case_without_a_verdict_does_not_stop_the_others(string scenario, string expected)
    {
        var run = CliRun.Of("check", $"v0.1/{scenario}", "v0.1/locked-update");

        Assert.Equal(3, run.Exit);
        Assert.Contains("ERROR: ", run.Out, StringComparison.Ordinal);
        Assert.Contains(expected, run.Out, StringComparison.Ordinal);
        Assert.Contains("2 cases: 1 proved, 1 without a verdict.", run.OutLines);
        Assert.Equal("exit 3: internal error", run.OutLines[^1]);
    }

    [Fact]
    public void Quiet_prints_the_last_line_only_when_all_is_well()
    {
        Assert.Equal(["exit 0: all held"], CliRun.Of("check", "locked-update", "--quiet").OutLines);
        Assert.Equal(
            ["1 case: 1 violated.", "exit 2: a property was violated"],
            CliRun.Of("check", "doomed", "--quiet", "--no-traces").OutLines
        );
    }

    [Fact]
    public void Verbose_prints_figures() =>
        Assert.Contains(
            "transitions, depth",
            CliRun.Of("check", "v0.2/locked-update", "--verbose").Out,
            StringComparison.Ordinal
        );

    [Fact]
    public void There_are_no_colours_unless_the_terminal_has_them()
    {
        string[] args = ["check", "locked-update", "never-contended", "doomed", "--no-traces"];

        Assert.DoesNotContain('\e', CliRun.Of(args).Out);
        Assert.Contains(
            "\e[32mproved\e[0m",
            CliRun.On(terminal => terminal with { HasColour = true }, args).Out,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            '\e',
            CliRun.On(terminal => terminal with { HasColour = true }, [.. args, "--no-color"]).Out
        );
    }
}
