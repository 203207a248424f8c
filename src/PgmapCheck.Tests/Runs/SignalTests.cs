using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using PgmapCheck.Tests.Blobs;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Runs;

/// <summary>
/// A real SIGTERM, sent to the tool as a process of its own in the middle of a search of so many states that no load of
/// the machine lets it end before. Ctrl-C's SIGINT has the same handler, and is ignored by what a background shell
/// starts. That a search which goes on ends with the counts of one that was never interrupted,
/// <see cref="ResumeTests"/> tells.
/// </summary>
public sealed class SignalTests : IDisposable
{
    private const int Putters = 6;
    private const int GetsOfEach = 4;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_interrupted_search_is_kept_whole_and_goes_on()
    {
        File.WriteAllText(_folder.File("big.scenario"), Scenario());
        var first = await Interrupt("--blob", "run.json", "--report", "json=first.json");
        var left = _folder.Files();
        var second = await Interrupt("--resume", "run.json", "--report", "json=second.json");

        Assert.Equal((4, ""), (first.Exit, first.Error));
        Assert.EndsWith("incomplete: interrupted", first.OutLines[0], StringComparison.Ordinal);
        Assert.Contains("1 case: 1 incomplete.", first.OutLines);
        Assert.Contains("Interrupted: the same with --resume run.json goes on.", first.OutLines);
        Assert.Equal("exit 4: incomplete, nothing violated so far", first.OutLines[^1]);
        Assert.Equal(["big.scenario", "first.json", "run.json", "run.json.search"], left);
        Assert.Equal((4, ""), (second.Exit, second.Error));
        Assert.True(States("second.json") > States("first.json"), second.Out);
    }

    // As soon as the process has kept the search for the first time.
    private async Task<CliRun> Interrupt(params string[] options)
    {
        using var watcher = new FileSystemWatcher(_folder.Path, "*.search");
        var kept = new TaskCompletionSource();
        watcher.Renamed += (_, _) => kept.TrySetResult();
        watcher.Created += (_, _) => kept.TrySetResult();
        watcher.EnableRaisingEvents = true;
        using var process = Start(options);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var ended = process.WaitForExitAsync();
        Assert.Same(kept.Task, await Task.WhenAny(kept.Task, ended));
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
            Assert.Equal(0, kill.ExitCode);
        }

        await ended;
        return new CliRun(process.ExitCode, await output, await error);
    }

    private Process Start(string[] options)
    {
        string[] command =
        [
            Path.Combine(AppContext.BaseDirectory, "pgmapcheck.dll"),
            "check",
            "big.scenario",
            "--kernel",
            "v5.3",
            "--no-symmetry",
            "--no-sleep-sets",
            "--no-persistent-sets",
            "--liveness",
            "off",
            "--no-traces",
            "--workers",
            "1",
            "--keep-every",
            "1ms",
        ];
        var start = new ProcessStartInfo("dotnet", [.. command, .. options])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var variable in (string[])
                ["JOB_COMPLETION_INDEX", "SLURM_ARRAY_TASK_ID", "CI_NODE_INDEX", "GITHUB_STEP_SUMMARY"]
        )
        {
            start.Environment.Remove(variable);
        }

        return Process.Start(start)!;
    }

    private static string Scenario()
    {
        var text = new StringBuilder(
            "scenario big \"many puts\"\npgmap p fsdax\nfile f on p[0] xfs\nthread \"t\"\n  truncate f\n"
        );
        for (var i = 0; i < Putters; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"thread \"put {i}\" holds p[0]\n")
                .Insert(text.Length, "  get_page p[0]\n  put_page p[0]\n", GetsOfEach)
                .Append("  put_page p[0]\n");
        }

        return text.ToString();
    }

    private int States(string name) =>
        (int)Assert.Single(JsonNode.Parse(File.ReadAllText(_folder.File(name)))!["cases"]!.AsArray())!["states"]!;
}
