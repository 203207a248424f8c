using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Shards;

/// <summary>A real Ctrl-C, sent to the tool as a process of its own in the middle of a search of some seconds.</summary>
public sealed class SignalTests : IDisposable
{
    // 3,328,837 states.
    private const int Putters = 6;
    private const int Getters = 3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_interrupted_search_is_kept_whole_and_ends_with_the_counts_of_one_that_was_not()
    {
        File.WriteAllText(_folder.File("big.scenario"), Scenario());
        var whole = await Run("--report", "json=whole.json");
        var interrupted = await Interrupt("--blob", "run.json", "--keep-every", "1ms", "--report", "json=part.json");
        var left = _folder.Files();
        var resumed = await Run("--resume", "run.json", "--report", "json=resumed.json");

        Assert.Equal((4, ""), (interrupted.Exit, interrupted.Error));
        Assert.EndsWith("incomplete: interrupted", interrupted.OutLines[0], StringComparison.Ordinal);
        Assert.Contains("1 case: 1 incomplete.", interrupted.OutLines);
        Assert.Contains("Interrupted: the same with --resume run.json goes on.", interrupted.OutLines);
        Assert.Equal("exit 4: incomplete, nothing violated so far", interrupted.OutLines[^1]);
        Assert.Equal(["big.scenario", "part.json", "run.json", "run.json.search", "whole.json"], left);
        Assert.Equal((0, 0, ""), (whole.Exit, resumed.Exit, resumed.Error));
        Assert.Equal(Counts("whole.json"), Counts("resumed.json"));
        Assert.NotEqual(Counts("whole.json"), Counts("part.json"));
        Assert.DoesNotContain("run.json.search", _folder.Files());
    }

    // When the search has been kept for the first time it has most of its way before it.
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
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
            Assert.Equal(0, kill.ExitCode);
        }

        await ended;
        return new CliRun(process.ExitCode, await output, await error);
    }

    private async Task<CliRun> Run(params string[] options)
    {
        using var process = Start(options);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new CliRun(process.ExitCode, await output, await error);
    }

    private Process Start(string[] options)
    {
        string[] command =
        [
            Path.Combine(AppContext.BaseDirectory, "pgmapcheck.dll"), "check", "big.scenario", "--kernel", "v5.3",
            "--no-symmetry", "--no-sleep-sets", "--liveness", "off", "--no-traces", "--workers", "1",
        ];
        var start = new ProcessStartInfo("dotnet", [.. command, .. options])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in (string[])["JOB_COMPLETION_INDEX", "SLURM_ARRAY_TASK_ID", "CI_NODE_INDEX", "GITHUB_STEP_SUMMARY"])
        {
            start.Environment.Remove(variable);
        }

        return Process.Start(start)!;
    }

    private static string Scenario()
    {
        var text = new StringBuilder("scenario big \"many puts\"\npgmap p fsdax\nfile f on p[0] xfs\nthread \"t\"\n  truncate f\n");
        for (var i = 0; i < Putters; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"thread \"put {i}\" holds p[0]\n")
                .Append(i < Getters ? "  get_page p[0]\n  put_page p[0]\n" : "").Append("  put_page p[0]\n");
        }

        return text.ToString();
    }

    private string Counts(string name) => string.Join('\n', JsonNode.Parse(File.ReadAllText(_folder.File(name)))!["cases"]!.AsArray()
        .Select(entry => $"{entry!["scenario"]} {entry["verdict"]} {entry["states"]} {entry["transitions"]} {entry["depth"]}"));
}
