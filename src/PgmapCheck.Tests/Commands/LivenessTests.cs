using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

/// <summary>What goes on for ever is looked for when it is asked for, shown with its loop, kept, and
/// replayed.</summary>
public sealed class LivenessTests
{
    [Fact]
    public void It_is_not_looked_for_when_that_is_asked_for()
    {
        var run = Check("--no-traces", "--verbose", "--liveness", "off");

        Assert.Equal(0, run.Exit);
        Assert.DoesNotContain("fair", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_looked_for_unless_asked_otherwise() => Assert.Equal(2, Check("--no-traces").Exit);

    [Theory]
    [InlineData("weak")]
    [InlineData("strong")]
    public void A_livelock_is_a_violation_and_its_loop_is_drawn(string fairness)
    {
        var run = Check("--no-traces", "--verbose", "--liveness", fairness);

        Assert.Equal(2, run.Exit);
        Assert.Contains("VIOLATED: every fair execution ends", run.Out, StringComparison.Ordinal);
        Assert.Contains(
            $"  not every {fairness}ly fair execution ends: by a search of ",
            run.Out,
            StringComparison.Ordinal
        );
        Assert.Contains("BUG: livelock", run.Out, StringComparison.Ordinal);
        Assert.Single(run.OutLines, "  and then for ever:");
        Assert.Contains("  CPU 0 (left), CPU 1 (right) go round for ever", run.OutLines);
    }

    [Fact]
    public void It_is_kept_and_replayed_and_a_loop_that_does_not_close_is_refused()
    {
        using var folder = new TemporaryFolder();
        Check("--traces", folder.Path, "--liveness", "weak");
        var trace = Assert.Single(Directory.GetFiles(folder.Path, "*.trace", SearchOption.AllDirectories));

        var replay = CliRun.On(BackOff.Catalogue, static terminal => terminal, "replay", trace);

        Assert.Equal(0, replay.Exit);
        Assert.Contains("  and then for ever:", replay.OutLines);

        var lines = File.ReadAllLines(trace);
        var schedule = lines[5].Split(' ');
        lines[5] = string.Join(' ', schedule[..^1]); // the last step of the loop is missing, and its line
        File.WriteAllLines(trace, lines[..^1]);

        var broken = CliRun.On(BackOff.Catalogue, static terminal => terminal, "replay", trace);

        Assert.Equal(5, broken.Exit);
        Assert.Contains("the loop does not close", broken.Out, StringComparison.Ordinal);
    }

    private static CliRun Check(params string[] args) =>
        CliRun.On(BackOff.Catalogue, static terminal => terminal, ["check", .. args]);
}
