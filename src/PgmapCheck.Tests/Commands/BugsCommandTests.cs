using System.Threading;
using PgmapCheck.Selection;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed class BugsCommandTests
{
    private static readonly BugEntry s_bug = new("A-BUG", "something", "0123456789ab", "fix it");

    [Fact]
    public void Every_bug_is_found_and_every_twin_proved()
    {
        var run = CliRun.On(TinyHistory.Catalogue, terminal => terminal, "bugs");

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Matches("^bug +kernel +scenario +search +twin +fixed by$", run.OutLines[0]);
        Assert.Matches(
            @"^LOST-UPDATE +v0\.1 +update +found in 4 steps +v0\.1\+fixes proved \(\d+ states\) +0123456789ab$", run.OutLines[1]);
        Assert.Matches(@"^LOST-WAKEUP +v0\.2 +put +found in \d+ steps +v0\.2\+fixes proved \(\d+ states\) +-$", run.OutLines[5]);
        Assert.Matches(@"^2 bugs in 6 cases: 6 found, 6 twins proved free of them; [0-9.]+ s\.$", run.OutLines[^2]);
        Assert.Equal("exit 0: every bug was found, and every twin proved free of it", run.OutLines[^1]);
    }

    [Fact]
    public void A_kernel_without_a_fixed_form_has_that_of_its_release()
    {
        var run = CliRun.On(
            TinyHistory.Catalogue, terminal => terminal, "bugs", "lost-update", "--kernel", "v0.2-small", "--kernel", "v0.1+upstream");

        Assert.Equal(0, run.Exit);
        Assert.Matches(@"^LOST-UPDATE +v0\.1\+upstream +update +found in 4 steps +v0\.1\+fixes proved", run.OutLines[1]);
        Assert.Matches(@"^LOST-UPDATE +v0\.2-small +update +found in 4 steps +v0\.2\+fixes proved", run.OutLines[2]);
    }

    [Fact]
    public void Without_any_fixed_form_the_next_kernel_without_the_bug_is_the_twin()
    {
        var bug = s_bug with { Kernels = ["v0.1"], Symptoms = [("update", TinyHistory.IncrementsCount)] };
        var catalogue = TinyHistory.Of(
            [bug],
            TinyHistory.Kernel("v0.1", ("update", LostUpdate.Fill)),
            TinyHistory.Kernel("v0.2", ("put", PutVersusWait.Fill)),
            TinyHistory.Kernel("v0.3", ("update", PutVersusWait.Fill)));

        var run = CliRun.On(catalogue, terminal => terminal, "bugs");

        Assert.Equal(0, run.Exit);
        Assert.Contains("v0.3 free of it, not of others (", run.OutLines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_symptom_that_does_not_show_is_not_found()
    {
        var run = CliRun.On(TinyHistory.Inexact, terminal => terminal, "bugs", "LOST-WAKEUP");

        Assert.Equal(6, run.Exit);
        Assert.Contains(run.OutLines, line => line.Contains("NOT FOUND: both increments count", StringComparison.Ordinal));
        Assert.Matches("^1 bug in 4 cases: 3 found, 4 twins proved free of them;", run.OutLines[^2]);
        Assert.Equal("exit 6: a bug was not found", run.OutLines[^1]);
    }

    [Theory]
    [InlineData("v0.2-small", "put", 6, "NOT FOUND: the scenario does not run on v0.2-small")]
    [InlineData("v9", "update", 6, "NOT FOUND: the scenario does not run on v9")]
    [InlineData("v0.1", "no-such", 6, "NOT FOUND: the scenario does not run on v0.1")]
    public void A_catalogue_that_names_what_does_not_run_is_wrong(string kernel, string scenario, int exit, string expected)
    {
        var bug = s_bug with { Kernels = [kernel], Symptoms = [(scenario, "a property")] };

        var run = CliRun.On(TinyHistory.With(bug), terminal => terminal, "bugs");

        Assert.Equal(exit, run.Exit);
        Assert.Contains(expected, run.OutLines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_need_not_run_on_each_kernel_that_has_the_bug()
    {
        var bug = s_bug with
        {
            Kernels = ["v0.2", "v0.2-small"],
            Symptoms = [("update", TinyHistory.IncrementsCount), ("put", TinyHistory.WaitersAreWoken)],
        };

        var run = CliRun.On(TinyHistory.With(bug), terminal => terminal, "bugs");

        Assert.Equal(0, run.Exit);
        Assert.StartsWith("1 bug in 3 cases: 3 found", run.OutLines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_twin_with_the_bug_is_a_violation()
    {
        var bug = s_bug with { Kernels = ["v0.1"], Symptoms = [("update", TinyHistory.IncrementsCount)] };
        var broken = TinyHistory.Kernel("v0.1", ("update", LostUpdate.Fill));
        var catalogue = TinyHistory.Of(
            [bug], broken with { Fixed = TinyHistory.Kernel("v0.1+fixes", ("update", LostUpdate.Fill)) });

        var run = CliRun.On(catalogue, terminal => terminal, "bugs");

        Assert.Equal(2, run.Exit);
        Assert.Contains("v0.1+fixes VIOLATED: both increments count", run.OutLines[1], StringComparison.Ordinal);
        Assert.Equal("exit 2: a twin has the bug", run.OutLines[^1]);
    }

    [Theory]
    [InlineData("incomplete: stopped at 2 states", "v0.1", "--max-states", "2")]
    [InlineData("no kernel without it", "v0.3")]
    public void What_is_not_proved_is_incomplete(string expected, string kernel, params string[] options)
    {
        var bug = s_bug with
        {
            Kernels = [kernel, .. TinyHistory.Catalogue.AllKernels.Select(other => other.Name).Where(_ => kernel == "v0.3")],
            Symptoms = [kernel == "v0.3" ? ("put", TinyHistory.WaitersAreWoken) : ("update", TinyHistory.IncrementsCount)],
        };

        var run = CliRun.On(TinyHistory.With(bug), terminal => terminal, ["bugs", "--kernel", kernel, .. options]);

        Assert.Equal(4, run.Exit);
        Assert.Contains(expected, run.OutLines[1], StringComparison.Ordinal);
        Assert.Equal("exit 4: incomplete, nothing wrong so far", run.OutLines[^1]);
    }

    [Theory]
    [InlineData("no bug is called 'X'; there are: LOST-UPDATE, LOST-WAKEUP", "X")]
    [InlineData("no kernel is called 'v9'; there are: v0.1, v0.1+fixes", "--kernel", "v9")]
    [InlineData("the catalogue has no LOST-WAKEUP in v0.1", "LOST-WAKEUP", "--kernel", "v0.1")]
    public void What_is_not_there_gets_one_line(string expected, params string[] args)
    {
        var run = CliRun.On(TinyHistory.Catalogue, terminal => terminal, ["bugs", .. args]);

        Assert.Equal((1, ""), (run.Exit, run.Out));
        Assert.Single(run.ErrorLines);
        Assert.StartsWith("pgmapcheck: " + expected, run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_shows_what_is_known_so_far()
    {
        using var interrupt = new CancellationTokenSource();
        var broken = TinyHistory.Kernel("v0.1", ("update", LostUpdate.Fill));
        var repaired = TinyHistory.Kernel("v0.1+fixes", ("update", machine =>
        {
            LostUpdate.FillLocked(machine);
            interrupt.Cancel();
        }));
        var last = TinyHistory.Kernel("v0.2", ("update", LostUpdate.Fill));
        var bug = s_bug with { Kernels = ["v0.1", "v0.2"], Symptoms = [("update", TinyHistory.IncrementsCount)] };
        var catalogue = TinyHistory.Of([bug], broken with { Fixed = repaired }, last);

        var run = CliRun.On(
            catalogue, terminal => terminal with { Interrupted = interrupt.Token, ShowsProgress = true }, "bugs");

        Assert.Equal(4, run.Exit);
        Assert.Contains("found in 4 steps", run.OutLines[1], StringComparison.Ordinal);
        Assert.Contains(run.OutLines, line => line.Contains("not begun", StringComparison.Ordinal));
        Assert.Contains("1/3 v0.1/update", run.Error, StringComparison.Ordinal);
    }
}
