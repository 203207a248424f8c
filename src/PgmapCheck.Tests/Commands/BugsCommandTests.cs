using System.Threading;
using Interleave.Programs;
using PgmapCheck.Cases;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed class BugsCommandTests
{
    private static readonly BugEntry s_bug = new("A-BUG", "something", "0123456789ab", "fix it");

    [Fact]
    public void Every_bug_is_found_and_every_twin_proved()
    {
        using var folder = new TemporaryFolder();

        var run = CliRun.On(TinyHistory.Catalogue, terminal => terminal, "bugs", "--traces", folder.Path);

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.Matches("^bug +kernel +scenario +breaks +search +twin +states +CPU ms +fixed by$", run.OutLines[0]);
        Assert.Matches(
            @"^LOST-UPDATE +v0\.1 +update +both increments count +found in 4 steps +proved +\d+ +\d+ +0123456789ab$",
            run.OutLines[1]
        );
        Assert.Matches(
            @"^LOST-WAKEUP +v0\.2 +put +every waiter is woken +found in \d+ steps +proved +\d+ +\d+ +-$",
            run.OutLines[2]
        );
        Assert.Matches(@"^2 bugs: 2 as the catalogue says, 2 twins proved; [0-9.]+ s\.$", run.OutLines[^2]);
        Assert.Equal("exit 0: every bug is as the catalogue says, and every twin proved", run.OutLines[^1]);
        Assert.Equal(2, Directory.GetFiles(folder.Path, "*.trace", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void One_bug_can_be_asked_for()
    {
        var run = CliRun.On(TinyHistory.Catalogue, terminal => terminal, "bugs", "lost-update", "--no-traces");

        Assert.Equal(0, run.Exit);
        Assert.StartsWith("1 bug: 1 as the catalogue says", run.OutLines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_that_does_not_break_is_not_found()
    {
        var run = Confirm(TinyHistory.Experiment("another", "v0.1", "update", LostUpdate.Fill, LostUpdate.FillLocked));

        Assert.Equal(6, run.Exit);
        Assert.Contains("NOT FOUND: another", run.OutLines[1], StringComparison.Ordinal);
        Assert.Equal("exit 6: a bug was not found", run.OutLines[^1]);
    }

    [Fact]
    public void A_twin_that_breaks_anything_is_a_violation()
    {
        var run = Confirm(
            TinyHistory.Experiment(TinyHistory.IncrementsCount, "v0.1", "update", LostUpdate.Fill, PutVersusWait.Fill)
        );

        Assert.Equal(2, run.Exit);
        Assert.Contains("VIOLATED: every waiter is woken", run.OutLines[1], StringComparison.Ordinal);
        Assert.Equal("exit 2: what should hold is violated", run.OutLines[^1]);
    }

    [Fact]
    public void What_is_safe_as_it_was_is_proved_and_its_unsafe_changes_break()
    {
        var safe = Safe(LostUpdate.FillLocked, LostUpdate.Fill, LostUpdate.Fill);

        var run = Confirm(safe);

        Assert.Equal(0, run.Exit);
        Assert.Contains(
            "proved, safe as it was, breaks with 2 of 2 changes",
            run.OutLines[1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_change_that_breaks_nothing_is_not_unsafe() =>
        Assert.Equal(6, Confirm(Safe(LostUpdate.FillLocked, LostUpdate.Fill, LostUpdate.FillLocked)).Exit);

    [Fact]
    public void What_is_said_to_be_safe_and_breaks_is_a_violation() =>
        Assert.Equal(2, Confirm(Safe(LostUpdate.Fill, LostUpdate.Fill)).Exit);

    [Fact]
    public void A_search_that_stops_early_is_incomplete()
    {
        var run = CliRun.On(
            TinyHistory.Catalogue,
            terminal => terminal,
            "bugs",
            "LOST-UPDATE",
            "--no-traces",
            "--max-states",
            "2"
        );

        Assert.Equal(4, run.Exit);
        Assert.Contains("incomplete: stopped at 2 states", run.OutLines[1], StringComparison.Ordinal);
        Assert.Equal("exit 4: incomplete, nothing wrong so far", run.OutLines[^1]);
    }

    [Fact]
    public void A_bug_that_is_not_there_gets_one_line()
    {
        var run = CliRun.On(TinyHistory.Catalogue, terminal => terminal, "bugs", "X");

        Assert.Equal((1, ""), (run.Exit, run.Out));
        Assert.Equal(
            "pgmapcheck: no bug is called 'X'; there are: LOST-UPDATE, LOST-WAKEUP",
            Assert.Single(run.ErrorLines)
        );
    }

    [Fact]
    public void An_interrupt_shows_what_is_known_so_far()
    {
        using var interrupt = new CancellationTokenSource();
        var experiment = TinyHistory.Experiment(
            TinyHistory.IncrementsCount,
            "v0.1",
            "update",
            LostUpdate.Fill,
            Interrupted
        );

        var run = CliRun.On(
            Of(
                experiment,
                experiment with
                {
                    Broken = TinyHistory.Kernel("v0.2", ("update", LostUpdate.Fill)).Cases[0],
                }
            ),
            terminal => terminal with { Interrupted = interrupt.Token, ShowsProgress = true },
            "bugs",
            "--jobs",
            "1",
            "--no-traces"
        );

        Assert.Equal(4, run.Exit);
        Assert.Contains("found in 4 steps", run.OutLines[1], StringComparison.Ordinal);
        Assert.Contains(run.OutLines, line => line.Contains("not begun", StringComparison.Ordinal));
        Assert.Contains("1/3 v0.1/update", run.Error, StringComparison.Ordinal);

        void Interrupted(Machine machine)
        {
            LostUpdate.FillLocked(machine);
            interrupt.Cancel();
        }
    }

    private static Experiment Safe(Action<Machine> broken, params Action<Machine>[] changes) =>
        TinyHistory.Experiment(TinyHistory.IncrementsCount, "v0.1", "update", broken, LostUpdate.FillLocked) with
        {
            SafeBecause = "safe as it was",
            UnsafeChanges =
            [
                .. changes.Select((change, i) => TinyHistory.Kernel($"v0.1+{i}", ("update", change)).Cases[0]),
            ],
        };

    private static CliRun Confirm(Experiment experiment) =>
        CliRun.On(Of(experiment), terminal => terminal, "bugs", "--no-traces");

    private static Catalogue Of(params Experiment[] experiments) =>
        TinyHistory.With([
            .. experiments.Select((experiment, i) => s_bug with { Id = $"BUG-{i}", Experiment = experiment }),
        ]);
}
