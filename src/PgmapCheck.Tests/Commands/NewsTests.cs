using PgmapCheck.Commands;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

/// <summary>Gates on kernels with known bugs: what is new, what differs, and when a run stops.</summary>
public sealed class NewsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_the_catalogue_has_is_no_news()
    {
        var known = CliRun.Of("check", "put-vs-wait", "v0.1/locked-update", "--no-traces", "--known");
        var both = CliRun.Of("check", "put-vs-wait", "lost-update", "--no-traces", "--known");

        Assert.Equal((0, "exit 0: nothing new: 1 case with known violations only"), (known.Exit, known.OutLines[^1]));
        Assert.Contains("2 cases: 1 proved, 1 with known violations only.", known.OutLines);
        Assert.Equal((2, "exit 2: a property was violated that is not known"), (both.Exit, both.OutLines[^1]));
    }

    [Fact]
    public void What_an_earlier_run_has_found_is_no_news()
    {
        var file = _folder.File("before.json");
        Assert.Equal(2, CliRun.Of("check", "lost-update", "--no-traces", "--report", $"json={file}").Exit);

        Assert.Equal(0, CliRun.Of("check", "lost-update", "--no-traces", "--baseline", file).Exit);
        Assert.Equal(2, CliRun.Of("check", "lost-update", "doomed", "--no-traces", "--baseline", file).Exit);
        Assert.Equal(1, CliRun.Of("check", "doomed", "--baseline", _folder.Write("x.json", "{}")).Exit);
    }

    [Fact]
    public void Shards_know_what_is_no_news_too()
    {
        var blob = _folder.File("shards/1.json");
        Assert.Equal(
            0,
            CliRun.Of("check", "put-vs-wait", "--no-traces", "--shard", "1/1", "--blob", blob, "--known").Exit
        );

        Assert.Equal(2, CliRun.Of("merge-reports", _folder.File("shards"), "--no-traces").Exit);
        Assert.Equal(0, CliRun.Of("merge-reports", _folder.File("shards"), "--no-traces", "--known").Exit);
    }

    [Fact]
    public void Two_reports_are_compared_case_by_case()
    {
        var (a, b) = (_folder.File("a.json"), _folder.File("b.json"));
        CliRun.Of("check", "v0.1/locked-update", "doomed", "--no-traces", "--report", $"json={a}");
        File.WriteAllText(
            b,
            File.ReadAllText(a)
                .Replace("\"verdict\": \"violated\"", "\"verdict\": \"proved\"", StringComparison.Ordinal)
                .Replace("\"states\": ", "\"states\": 1", StringComparison.Ordinal)
        );

        var same = CliRun.Of("diff", a, a);
        var other = CliRun.Of("diff", a, b);

        Assert.Equal((0, "exit 0: nothing became violated"), (same.Exit, same.OutLines[^1]));
        Assert.Contains("  2 of 2 scenarios the same", same.OutLines);
        Assert.Contains("  0 of 2 scenarios the same", other.OutLines);
        Assert.Contains(
            other.OutLines,
            line =>
                line.StartsWith("  locked-update: ", StringComparison.Ordinal)
                && line.EndsWith(" states", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_became_violated_makes_a_difference()
    {
        var (a, b) = (_folder.File("a.json"), _folder.File("b.json"));
        CliRun.Of("check", "lost-update", "--no-traces", "--report", $"json={b}");
        File.WriteAllText(a, File.ReadAllText(b).Replace("both increments count", "x", StringComparison.Ordinal));

        var diff = CliRun.Of("diff", a, b);

        Assert.Equal((2, "exit 2: something is violated that was not"), (diff.Exit, diff.OutLines[^1]));
        Assert.Contains(
            "violates 'both increments count' now, violates 'x' before",
            diff.Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_check_can_be_compared_with_a_kernel_and_with_a_report()
    {
        var file = _folder.File("a.json");
        CliRun.Of("check", "v0.2/locked-update", "--report", $"json={file}");

        Assert.Contains(
            "  1 of 1 scenario the same",
            CliRun.Of("check", "v0.2/locked-update", "--against", "v0.1").OutLines
        );
        Assert.Contains(
            "  1 of 1 scenario the same",
            CliRun.Of("check", "v0.1/locked-update", "--against", file).OutLines
        );
        Assert.Equal(1, CliRun.Of("check", "v0.1/locked-update", "--against", "v9").Exit);
    }

    [Fact]
    public void A_run_can_end_with_the_first_failure()
    {
        var run = CliRun.Of(
            "check",
            "--kernel",
            "v0.1",
            "--no-traces",
            "--fail-fast",
            "--report",
            $"json={_folder.File("a")}"
        );

        Assert.Equal(2, run.Exit);
        Assert.Contains("15 cases: 1 violated, 14 not begun.", run.OutLines);
        Assert.Contains("\"v0.1/large\"", File.ReadAllText(_folder.File("a")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_is_over_its_time_is_incomplete_and_says_why()
    {
        var run = CliRun.Of(
            "check",
            "large",
            "v0.2/locked-update",
            "--jobs",
            "1",
            "--engine",
            "random",
            "--runs",
            "1000000000000",
            "--total-time",
            "100ms",
            "--report",
            $"junit={_folder.File("a")}"
        );

        Assert.Equal(4, run.Exit);
        Assert.Contains(
            "not begun: --total-time is over",
            File.ReadAllText(_folder.File("a")),
            StringComparison.Ordinal
        );
    }

    // Under sixty lines on any kernel, with what a person needs to go on.
    [Theory]
    [InlineData("v4.18", 21)]
    [InlineData("v6.1", 1)]
    [InlineData("v6.17", 1)]
    public void The_first_screen_is_a_screen(string kernel, int bugs)
    {
        using var output = new StringWriter();
        CommandLine.Run(["check", "--kernel", kernel, "--no-traces"], new Terminal(output, TextWriter.Null));
        var lines = output.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

        Assert.InRange(lines.Length, 10, 59);
        Assert.Single(lines, line => line.StartsWith("BUG: ", StringComparison.Ordinal));
        Assert.Contains("next:", lines);
        Assert.Matches(
            $@"^{kernel.Replace(".", "\\.", StringComparison.Ordinal)}: \d+ counterexamples? of (\d+) known bugs?, none new",
            lines[0]
        );
        Assert.True(int.Parse(lines[0].Split(" of ")[1].Split(' ')[0], null) >= bugs, lines[0]);
    }

    [Fact]
    public void What_is_new_comes_first()
    {
        var run = CliRun.Of("check", "put-vs-wait", "lost-update", "three-short", "--no-traces");

        Assert.StartsWith(
            "BUG: both increments count",
            run.OutLines.Single(line => line.StartsWith("BUG: ", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        var table = run
            .OutLines.SkipWhile(line => !line.StartsWith("bug ", StringComparison.Ordinal))
            .Take(4)
            .ToArray();
        Assert.StartsWith("NEW ", table[1], StringComparison.Ordinal);
        Assert.StartsWith("LOST-WAKEUP ", table[3], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", 0)]
    [InlineData("first", 1)]
    [InlineData("new", 2)]
    [InlineData("all", 3)]
    public void Diagrams_are_drawn_as_asked(string which, int count) =>
        Assert.Equal(
            count,
            CliRun
                .Of("check", "put-vs-wait", "lost-update", "three-short", "--no-traces", "--diagrams", which)
                .OutLines.Count(line => line.StartsWith("BUG: ", StringComparison.Ordinal))
        );

    [Fact]
    public void A_bug_is_explained_with_its_fix_and_what_to_change()
    {
        using var output = new StringWriter();
        var exit = CommandLine.Run(["explain", "rel-pages"], new Terminal(output, TextWriter.Null));
        var text = output.ToString();

        Assert.Equal(0, exit);
        Assert.Contains("fixed by    c5d6c45e90c4", text, StringComparison.Ordinal);
        Assert.Contains("to change   ReleasePages: OnlyPublicPages -> EveryDevicePage", text, StringComparison.Ordinal);
        Assert.Single(text.Split('\n'), line => line.StartsWith("BUG: lost wake-up", StringComparison.Ordinal));
    }

    [Fact]
    public void A_case_is_explained_whatever_came_of_it()
    {
        Assert.Contains("verdict     proved", CliRun.Of("explain", "v0.2/locked-update").Out, StringComparison.Ordinal);
        Assert.Contains("bug         LOST-WAKEUP", CliRun.Of("explain", "put-vs-wait").Out, StringComparison.Ordinal);
        Assert.Equal(1, CliRun.Of("explain", "nothing-of-the-sort").Exit);
    }
}
