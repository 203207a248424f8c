using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

public sealed class UsageTests
{
    [Theory]
    [InlineData("did you mean --kernel? try 'pgmapcheck check --help'", "check", "--kernal", "v0.1")]
    [InlineData("did you mean --kernel? try 'pgmapcheck history --help'", "history", "--kernle=v0.1")]
    [InlineData("did you mean --quiet? try 'pgmapcheck check --help'", "check", "doomed", "-quiet")]
    [InlineData("try 'pgmapcheck replay --help'", "replay", "--report", "html=x", "a.trace")]
    [InlineData("did you mean --max-states? try 'pgmapcheck bugs --help'", "bugs", "--max-state", "3")]
    [InlineData("did you mean --version? try 'pgmapcheck --help'", "--versoin")]
    public void An_option_that_does_not_exist_is_no_argument(string answer, params string[] args)
    {
        var run = CliRun.Of(args);
        var option = args.First(static arg => arg[0] == '-').Split('=')[0];

        Assert.Equal((1, ""), (run.Exit, run.Out));
        Assert.Equal([$"pgmapcheck: there is no option '{option}' ({answer})"], run.ErrorLines);
    }

    [Fact]
    public void What_begins_with_a_dash_can_come_after_two()
    {
        var run = CliRun.Of("check", "--", "--kernal");

        Assert.StartsWith("pgmapcheck: no case matches '--kernal'", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Unrecognized command or argument 'chek'", "chek")]
    [InlineData("Required command was not provided")]
    [InlineData("--time: expected a time such as 60s, 5m or 1h, found 'soon'", "check", "--time", "soon")]
    [InlineData("--max-memory: expected a size such as 512MiB or 2GiB, found '-1'", "check", "--max-memory", "-1")]
    [InlineData("--max-states: expected a whole number from 1 up, found '0'", "check", "--max-states", "0")]
    [InlineData("Argument '32' not recognized", "check", "--bits", "32")]
    [InlineData("Argument 'best' not recognized", "check", "--engine", "best")]
    [InlineData("Argument 'fair' not recognized", "check", "--liveness", "fair")]
    [InlineData(
        "--liveness needs --engine states: 'bfs' cannot decide it",
        "check",
        "--liveness",
        "weak",
        "--engine",
        "bfs"
    )]
    [InlineData("Argument 'armv8' not recognized", "check", "--memory", "armv8")]
    [InlineData(
        "--memory tso needs --engine states or bfs: 'random' has only --memory sc",
        "check",
        "--memory",
        "tso",
        "--engine",
        "random"
    )]
    [InlineData(
        "--liveness needs --memory sc: it is not decided under weak",
        "check",
        "--memory",
        "weak",
        "--liveness",
        "strong"
    )]
    [InlineData(
        "--liveness needs --memory sc: it is not decided under tso",
        "bugs",
        "--memory",
        "tso",
        "--liveness",
        "weak"
    )]
    [InlineData(
        "--seed needs --engine random, pct, pos or threads: 'states' has no use for it",
        "check",
        "--seed",
        "2"
    )]
    [InlineData("--depth needs --engine pct: 'pos' has no use for it", "check", "--engine", "pos", "--depth", "2")]
    [InlineData("--store-buffers needs --engine threads: 'bfs' has", "check", "--engine", "bfs", "--store-buffers")]
    [InlineData("--audit needs --engine states, bfs, dpor, ", "check", "--engine", "threads", "--audit")]
    [InlineData("--max-states needs --engine states, bfs, dpor or", "check", "--engine", "pos", "--max-states", "9")]
    [InlineData("--max-memory needs --engine states or bfs", "check", "--engine", "dpor", "--max-memory", "1GiB")]
    [InlineData("--workers needs --engine states: 'bfs'", "bench", "s1", "--engine", "bfs", "--workers", "2")]
    [InlineData("--workers needs --memory sc: the search under tso", "check", "--memory", "tso", "--workers", "2")]
    [InlineData(
        "--no-symmetry needs --engine states or bfs: 'opt",
        "bench",
        "s1",
        "--engine",
        "optimal",
        "--no-symmetry"
    )]
    [InlineData("--no-sleep-sets needs --memory sc or tso: the", "check", "--memory", "weak", "--no-sleep-sets")]
    [InlineData("--bits needs --engine states or bfs", "check", "--engine", "random", "--bits", "128")]
    [InlineData("--keep-every needs --blob or --resume", "check", "--keep-every", "1m")]
    [InlineData("--quiet and --verbose contradict", "check", "--quiet", "--verbose")]
    [InlineData("expected a part of a case's name, found ''", "check", "")]
    [InlineData("Argument 's4' not recognized", "bench", "s4")]
    [InlineData("s1 has only togglers", "bench", "s1", "--putters", "1")]
    [InlineData("s2 has no togglers", "bench", "s2", "--togglers", "1")]
    [InlineData("s2 is broken as check-first or key-off, not as 'x'", "bench", "s2", "--broken", "x")]
    [InlineData("40 threads are too many: a program has at most 32", "bench", "s1", "--togglers", "40")]
    [InlineData("Required argument 'TRACE' missing for command: 'replay'", "replay")]
    public void A_wrong_command_line_gets_one_line(string expected, params string[] args)
    {
        var run = CliRun.Of(args);

        Assert.Equal(1, run.Exit);
        Assert.Equal("", run.Out);
        Assert.Single(run.ErrorLines);
        Assert.StartsWith("pgmapcheck: " + expected, run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("check")]
    [InlineData("history")]
    [InlineData("bugs")]
    [InlineData("replay")]
    [InlineData("list")]
    [InlineData("graph")]
    [InlineData("bench")]
    public void Everything_has_help(params string[] command)
    {
        var run = CliRun.Of([.. command, "--help"]);

        Assert.Equal(0, run.Exit);
        Assert.Contains("Usage:", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("help")]
    [InlineData("help", "check")]
    public void Help_is_a_command_too(params string[] args) =>
        Assert.Equal(CliRun.Of([.. args[1..], "--help"]).Out, CliRun.Of(args).Out);

    [Theory]
    [InlineData("v6.8", "v6.8 is modelled by v6.1, the last modelled release that is not newer")]
    [InlineData("v5.4.17", "v5.4.17 is modelled by v5.3, the last modelled release that is not newer")]
    [InlineData("v7.0-rc3", "v7.0-rc3 is modelled by v7.0, the last modelled release that is not newer")]
    [InlineData("v4.9", "nothing before v4.14 is modelled")]
    public void A_release_between_two_that_are_modelled_is_told_its_model(string kernel, string answer)
    {
        using var error = new StringWriter();
        var exit = PgmapCheck.Commands.CommandLine.Run(
            ["check", "--kernel", kernel],
            new Terminal(TextWriter.Null, error)
        );

        Assert.Equal(1, exit);
        Assert.StartsWith(
            $"pgmapcheck: no kernel is called '{kernel}'; {answer}",
            error.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Names_are_known_in_any_case_of_letters()
    {
        Assert.Equal(0, CliRun.Of("check", "V0.1/Locked-Update").Exit);
        Assert.Equal(0, CliRun.Of("check", "--kernel", "V0.2", "--scenario", "LOCKED-update").Exit);
        Assert.Equal(0, CliRun.Of("check", "V0.2/*").Exit);
    }

    [Fact]
    public void The_version_is_the_one_in_trace_files()
    {
        var run = CliRun.Of("--version");

        Assert.Equal(0, run.Exit);
        Assert.Equal(Tool.NameAndVersion, run.OutLines[0]);
        Assert.Matches("^commit ([0-9a-f]{40}|not known)$", run.OutLines[1]);
        Assert.Matches("^model [0-9a-f]{32}$", run.OutLines[2]);
        Assert.Matches(@"^pgmapcheck \d+\.\d+\.\d+$", Tool.NameAndVersion);
    }

    [Theory]
    [InlineData("60s", 60)]
    [InlineData("0.5s", 0.5)]
    [InlineData("250ms", 0.25)]
    [InlineData("5m", 300)]
    [InlineData("2h", 7200)]
    [InlineData("90", 90)]
    public void Times_are_understood(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), PgmapCheck.Commands.Amounts.Time(text));

    [Theory]
    [InlineData("2GiB", 2L << 30)]
    [InlineData("1.5MiB", 3L << 19)]
    [InlineData("512m", 512L << 20)]
    [InlineData("1GB", 1_000_000_000)]
    [InlineData("100", 100)]
    public void Sizes_are_understood(string text, long bytes) =>
        Assert.Equal(bytes, PgmapCheck.Commands.Amounts.Bytes(text));
}
