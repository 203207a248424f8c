using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed class ReplayCommandTests
{
    private const string Header =
        "interleave trace 1\ntool: pgmapcheck 0\ncase: v0.1/lost-update\nkind: AtEnd\nproperty: both increments "
        + "count\n";

    private const string Steps =
        "  CPU 0 (writer) | inc | x is 0\n  CPU 1 (writer) | inc | x is 0\n"
        + "  CPU 1 (writer) | inc | x: 0 -> 1\n  CPU 0 (writer) | inc | x stays 1\n";

    // Both fibers begin, both load, both store; then one ends after the other.
    private const string CoyoteTrace = """
        {
          "TestName": "",
          "Steps": [
            "op(0:1),sp(Default),next(1:1)",
            "op(1:1),sp(Interleave),next(0:1)",
            "op(0:1),sp(Default),next(0:1)",
            "op(0:1),sp(Pause),next(2:1)",
            "op(2:1),sp(Interleave),next(1:1)",
            "op(1:1),sp(Interleave),next(2:1)",
            "op(2:1),sp(Interleave),next(2:1)",
            "op(2:1),sp(Default),next(1:1)",
            "op(1:1),sp(Default),next(0:1)"
          ]
        }
        """;

    [Fact]
    public void A_recorded_schedule_shows_its_violation_again()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.trace", Header + "schedule: 0 1x2 0\n" + Steps);

        var run = CliRun.Of("replay", file);

        Assert.Equal(0, run.Exit);
        Assert.StartsWith("BUG: both increments count in inc / inc", run.OutLines[0], StringComparison.Ordinal);
        Assert.Contains($"{file}: reproduced: both increments count", run.OutLines);
        Assert.Equal("exit 0: violated again, as recorded", run.OutLines[^1]);
    }

    [Theory]
    [InlineData("lost-update", "0 1x2 0", "diverged at step 4: recorded 'CPU 0 (writer) | inc | x stays 2'")]
    [InlineData("lost-update", "0x2 1x2", "diverged at step 2: recorded")]
    [InlineData("lost-update", "0x3 1", "diverged at step 3: CPU 0 (writer) has returned")]
    [InlineData("locked-update", "0 1x2 0", "diverged at step 2: CPU 1 (writer) is blocked on mutex")]
    public void A_schedule_that_cannot_be_followed_says_where(string scenario, string schedule, string expected)
    {
        using var folder = new TemporaryFolder();
        var steps = Steps.Replace("stays 1", "stays 2", StringComparison.Ordinal);
        var header = Header.Replace("lost-update", scenario, StringComparison.Ordinal);
        var file = folder.Write("a.trace", $"{header}schedule: {schedule}\n{steps}");

        var run = CliRun.Of("replay", file);

        Assert.Equal(5, run.Exit);
        Assert.StartsWith($"{file}: {expected}", run.OutLines[0], StringComparison.Ordinal);
        Assert.Equal("exit 5: a replay diverged", run.OutLines[^1]);
    }

    [Theory]
    [InlineData(1, "expected 'interleave trace 1', found 'x'", "x\n")]
    [InlineData(6, "'a' is no scheduling decision", Header + "schedule: 0 a\n")]
    [InlineData(
        6,
        "expected at most 1000000 steps, found more at '0x2147483647'",
        Header + "schedule: 0x2147483647 1\n"
    )]
    [InlineData(6, "expected at most 1000000 steps, found more at '1x2'", Header + "schedule: 0x999999 1x2\n")]
    [InlineData(7, "expected 2 step lines as the schedule has, found 1", Header + "schedule: 0x2\n  one\n")]
    [InlineData(2, "expected 'tool: ...', found 'end of file'", "interleave trace 1\n")]
    [InlineData(
        3,
        "there is no case 'v9/x'",
        "interleave trace 1\ntool: t\ncase: v9/x\nkind: AtEnd\nproperty: p\nschedule: 0\n  one\n"
    )]
    public void A_malformed_file_says_which_line(int line, string expected, string text)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.trace", text);

        var run = CliRun.Of("replay", file);

        Assert.Equal(1, run.Exit);
        Assert.Single(run.ErrorLines);
        Assert.StartsWith($"pgmapcheck: {file}:{line}: {expected}", run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void All_files_are_replayed_and_the_worst_counts()
    {
        using var folder = new TemporaryFolder();
        var good = folder.Write("good.trace", Header + "schedule: 0 1x2 0\n" + Steps);
        var diverged = folder.Write("diverged.trace", Header + "schedule: 0x2 1x2\n" + Steps);

        var run = CliRun.Of("replay", diverged, good, "--quiet");

        Assert.Equal(5, run.Exit);
        Assert.Equal(3, run.OutLines.Count);
        Assert.Equal(1, CliRun.Of("replay", diverged, folder.File("missing"), good, "--quiet").Exit);
    }

    [Fact]
    public void A_folder_is_all_traces_in_and_below_it()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("b"));
        folder.Write("a.trace", Header + "schedule: 0 1x2 0\n" + Steps);
        folder.Write("b/c.trace", Header + "schedule: 0 1x2 0\n" + Steps);

        Assert.Equal(3, CliRun.Of("replay", folder.Path, "--quiet").OutLines.Count);
    }

    [Fact]
    public void A_missing_file_gets_one_line()
    {
        var run = CliRun.Of("replay", "/no/such/file.trace");

        Assert.Equal(1, run.Exit);
        Assert.Equal(["pgmapcheck: /no/such/file.trace: there is no such file"], run.ErrorLines);
    }

    [Fact]
    public void A_trace_of_Coyote_s_is_followed_on_the_case_that_is_named()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.trace", CoyoteTrace);

        var run = CliRun.Of("replay", "--case", "v0.1/lost-update", file);

        Assert.Equal(0, run.Exit);
        Assert.StartsWith("BUG: both increments count in inc / inc", run.OutLines[0], StringComparison.Ordinal);
        Assert.Contains($"{file}: reproduced: both increments count", run.OutLines);
    }

    [Theory]
    [InlineData("a trace of Coyote's needs '--case CASE'", CoyoteTrace)]
    [InlineData("there is no case 'v9/x'", CoyoteTrace, "v9/x")]
    [InlineData("expected a trace of Coyote's, with a list of \"Steps\"", "{ }", "v0.1/lost-update")]
    [InlineData("a.trace:2: expected a trace of Coyote's, and this is no JSON", "{\n x", "v0.1/lost-update")]
    [InlineData(
        "step 1: expected 'op(N:N),sp(POINT),next(N:N)' or 'op(N:N),int(N)', found 'op(1)'",
        "{ \"Steps\": [\"op(1)\"] }",
        "v0.1/lost-update"
    )]
    [InlineData(
        "step 1: v0.1/lost-update has no fiber 6, only 2",
        "{ \"Steps\": [\"op(0:1),sp(Default),next(7:1)\"] }",
        "v0.1/lost-update"
    )]
    public void A_trace_of_Coyote_s_that_cannot_be_read_says_why(string expected, string text, string name = "")
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.trace", text);

        var run = CliRun.Of(name.Length == 0 ? ["replay", file] : ["replay", "--case", name, file]);

        Assert.Equal(1, run.Exit);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_of_Coyote_s_that_violates_nothing_diverges()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.trace", CoyoteTrace);

        var run = CliRun.Of("replay", "--case", "v0.1/locked-update", file);

        Assert.Equal(5, run.Exit);
    }
}
