using System.Diagnostics;
using PgmapCheck.Cases;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

/// <summary>Every line that says how to see something again does so when it is pasted into a shell, whatever the
/// folders are called.</summary>
public sealed class PastedLinesTests : IDisposable
{
    private const string Head = "  Replay:   ";
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

        var commands = CommandsIn(run.OutLines);

        Assert.NotEmpty(commands);
        Assert.Equal(
            run.OutLines.Count(static line => line.StartsWith(Head, StringComparison.Ordinal)),
            commands.Count
        );
        Assert.All(
            commands,
            command =>
            {
                var replay = Run(["replay", .. command[1..]]);
                Assert.Equal((0, ""), (replay.Exit, replay.Error));
                Assert.Contains("reproduced: ", replay.Out, StringComparison.Ordinal);
            }
        );
    }

    private static CliRun Run(params string[] args) => CliRun.On(Catalogue.Known, static terminal => terminal, args);

    // The words that a shell makes of each command, without its name.
    private static List<string[]> CommandsIn(IReadOnlyList<string> lines)
    {
        var script = new StringWriter();
        script.WriteLine($"pgmapcheck() {{ printf '%s\\n' \"$@\" '{End}'; }}");
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].StartsWith(Head, StringComparison.Ordinal))
            {
                script.WriteLine(lines[i][Head.Length..]);
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

        return commands;
    }
}
