using PgmapCheck.Reports.Formats;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Robustness;

/// <summary>Names that a terminal or a log would act on.</summary>
public sealed class HostileTextTests
{
    private const string Hostile = "a\e[2J\u0007\u202e\u2028z";
    private const string Escaped = @"a\u001b[2J\u0007\u202e\u2028z";

    [Theory]
    [InlineData("check", "--kernel", Hostile)]
    [InlineData("check", Hostile)]
    [InlineData("check", "--" + Hostile)]
    [InlineData("check", "--report", Hostile)]
    [InlineData("check", Hostile + ".scenario")]
    [InlineData("check", "--shard", Hostile)]
    [InlineData("replay", Hostile)]
    [InlineData("merge-reports", Hostile)]
    [InlineData("bugs", Hostile)]
    [InlineData("graph", Hostile)]
    [InlineData("litmus", Hostile)]
    [InlineData("fuzz", "--kernel", Hostile)]
    [InlineData(Hostile)]
    public void An_error_line_shows_what_it_is_about_and_does_nothing_else(params string[] args)
    {
        var run = CliRun.Of(args);

        Assert.Equal(1, run.Exit);
        Assert.DoesNotContain('\e', run.Error + run.Out);
        Assert.DoesNotContain('\u202e', run.Error + run.Out);
        Assert.Contains(Escaped, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_files_are_escaped_on_the_standard_output_and_in_reports()
    {
        using var folder = new TemporaryFolder();
        var traces = folder.File(Hostile);
        var run = CliRun.Of(
            "check",
            "put-vs-wait",
            "--traces",
            traces,
            "--report",
            "github",
            "--report",
            $"json={folder.File("j")}"
        );
        var replay = CliRun.Of("replay", traces);

        Assert.Equal(2, run.Exit);
        Assert.All(new[] { run.Out, replay.Out }, text => Assert.DoesNotContain('\e', text));
        Assert.Contains("reproduced", replay.Out, StringComparison.Ordinal);
        Assert.All(
            ReportFormats.OfRuns,
            format =>
            {
                var text = format.Write(SampleRun.Violating("p" + Hostile, "e" + Hostile, traces));
                Assert.DoesNotContain('\e', text);
                Assert.DoesNotContain('\u0007', text);
            }
        );
    }

    [Fact]
    public void Colours_pass_where_there_are_some_and_nothing_else_does()
    {
        using var text = new StringWriter();
        var terminal = new Terminal(text, TextWriter.Null) { HasColour = true };

        terminal.Out.Write(terminal.Paint("ok", Colour.Green) + "\e[2Jx\r\n\ty\U0001F427\ud800");

        Assert.Equal("\e[32mok\e[0m\\u001b[2Jx\r\n\ty\U0001F427\\ud800", text.ToString());
    }

    [Theory]
    [InlineData("scenario x \"a\e[2J\"\n")]
    [InlineData("scenario x\npgmap p fsdax\nthread \"a\u0007\"\n  get_dev_pagemap p[0]\n")]
    public void Names_in_scenario_files_are_printable(string text)
    {
        using var folder = new TemporaryFolder();
        var run = CliRun.Of("check", folder.Write("x.scenario", text));

        Assert.Equal(1, run.Exit);
        Assert.Contains("printable characters", run.Error, StringComparison.Ordinal);
    }
}
