using System.Diagnostics;
using PgmapCheck.Cases;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

/// <summary>Every line that says how to see something again does so when it is pasted into a shell, whatever the
/// folders are called.</summary>
public sealed class PastedLinesTests : IDisposable
{
    private const string Replay = "  Replay:   ";
    private const string Livelock =
        "scenario x\npgmap g private\nprocess p on g in device\nthread \"a\"\n  handle_pte_fault p\n"
        + "thread \"b\"\n  migrate_to_device p\n  handle_pte_fault p\n";

    private const string End = "-- end of a command --";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("check", "--kernel", "v4.18", "--traces", "T", "--diagrams", "all")]
    [InlineData(
        "check",
        "--kernel",
        "v4.18",
        "--scenario",
        "release-pages-vs-truncate",
        "--memory",
        "weak",
        "--traces",
        "T"
    )]
    [InlineData("check", "F", "--kernel", "v4.18", "--traces", "T")]
    [InlineData("fuzz", "--kernel", "v4.18", "--runs", "60", "--save", "T")]
    public void A_replay_line_can_be_pasted(params string[] args)
    {
        var traces = _folder.File("it's a folder, with.a-name-that-is-longer-than-a-line-of-a-diagram-has-columns");
        var scenario = _folder.File("my own.scenario");
        File.WriteAllText(
            scenario,
            "scenario mine\npgmap p fsdax\nfile f on p[0] xfs\nthread \"a\"\n  truncate f\n"
                + "thread \"b\" holds p[0]\n  release_pages p[0]\n"
        );
        var run = Run([
            .. args.Select(arg =>
                arg == "T" ? traces
                : arg == "F" ? scenario
                : arg
            ),
        ]);

        var commands = CommandsIn(run.OutLines, Replay);

        Assert.NotEmpty(commands);
        Assert.All(
            commands,
            command =>
            {
                var replay = Run(command);
                Assert.Equal((0, ""), (replay.Exit, replay.Error));
                Assert.Contains("reproduced: ", replay.Out, StringComparison.Ordinal);
            }
        );
    }

    // What is not searched to the end is there, too, and so are random schedules.
    [Theory]
    [InlineData("--kernel", "v4.18", "--seed", "1", "--runs", "25")]
    [InlineData("--kernel", "v4.18", "--seed", "3", "--runs", "15", "--max-states", "60", "--schedules", "40")]
    public void The_lines_of_a_random_program_show_it_again(params string[] args)
    {
        var save = _folder.File("it's a folder");
        var run = Run(["fuzz", .. args, "--save", save]);
        var failures = run.Out.Split("\nBUG: ");

        Assert.NotEmpty(failures);
        Assert.All(
            failures,
            failure =>
            {
                var lines = failure.Split('\n');
                var name = lines.Single(line => line.StartsWith("    scenario ", StringComparison.Ordinal));
                var violated = lines.Single(line => line.StartsWith("  Violated: ", StringComparison.Ordinal));
                var again = Run(CommandsIn(lines, "  Again:  ").Single());
                Assert.Equal(2, again.Exit);
                Assert.Contains(name, again.OutLines);
                Assert.Contains(violated, again.OutLines);
                foreach (var command in CommandsIn(lines, "  Check:  "))
                {
                    var check = Run([.. command, "--no-traces", "--diagrams", "all"]);
                    Assert.Equal((2, ""), (check.Exit, check.Error));
                    Assert.Contains(violated, check.OutLines);
                }
            }
        );
        Assert.Contains("  Check:  ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_check_of_a_livelock_says_under_which_fairness()
    {
        _folder.Write("x.scenario", Livelock);
        var run = Run(["fuzz", "--kernel", "v6.17+fixes", "--liveness", "weak", "--runs", "1", "--save", _folder.Path]);

        var check = Run([.. CommandsIn(run.OutLines, "  Check:  ").Single(), "--no-traces"]);

        Assert.Contains("BUG: livelock in handle_pte_fault", run.Out, StringComparison.Ordinal);
        Assert.Equal((2, ""), (check.Exit, check.Error));
        Assert.Contains("BUG: livelock in handle_pte_fault", check.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--memory", "sc")]
    [InlineData("--memory", "tso")]
    public void What_to_ask_next_can_be_pasted(params string[] memory)
    {
        var scenario = _folder.File("my own.scenario");
        File.WriteAllText(scenario, Livelock.Replace("scenario x", "scenario y", StringComparison.Ordinal));
        var run = Run(["check", scenario, "put-page-vs-truncate", "--kernel", "v4.18", "--no-traces", .. memory]);

        var commands = CommandsIn(run.OutLines, "  pgmapcheck ");

        Assert.Equal(["check", "explain"], commands.Select(command => command[0]));
        Assert.All(commands, command => Assert.Contains(Run(command).Exit, (int[])[0, 2]));
        Assert.Equal(memory[1] != "sc", commands[0].Contains("--memory"));
    }

    private static CliRun Run(params string[] args) => CliRun.On(Catalogue.Known, static terminal => terminal, args);

    // The words that a shell makes of each command, without its name.
    private static List<string[]> CommandsIn(IReadOnlyList<string> lines, string head)
    {
        var script = new StringWriter();
        script.WriteLine($"pgmapcheck() {{ printf '%s\\n' \"$@\" '{End}'; }}");
        var name = head.Contains("pgmapcheck", StringComparison.Ordinal) ? "pgmapcheck " : "";
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].StartsWith(head, StringComparison.Ordinal))
            {
                script.WriteLine(name + lines[i][head.Length..]);
                for (; lines[i].EndsWith('\\'); i++)
                {
                    script.WriteLine(lines[i + 1]);
                }
            }
        }

        using var shell = Process.Start(
            new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardOutput = true }
        )!;
        shell.StandardInput.Write(script.ToString());
        shell.StandardInput.Close();
        var words = shell.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        shell.WaitForExit();
        var commands = new List<string[]>();
        for (var begin = 0; begin < words.Length; )
        {
            var end = Array.IndexOf(words, End, begin);
            commands.Add(words[begin..end]);
            begin = end + 1;
        }

        Assert.Equal(lines.Count(line => line.StartsWith(head, StringComparison.Ordinal)), commands.Count);
        return commands;
    }
}
