using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using PgmapCheck.Cases;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Runs;

/// <summary>What a job array does, on this machine: a process for each shard, one of them killed, then
/// merged.</summary>
public sealed class SeparateProcessTests : IDisposable
{
    private const int Shards = 3;

    private static readonly string[] s_selection =
    [
        "check",
        "--scenario",
        "key-get-vs-get",
        "--scenario",
        "put-page-vs-truncate",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_killed_shard_keeps_the_merge_from_passing_until_it_has_run_again()
    {
        await Run("single", s_selection, "--report", $"json={_folder.File("single.json")}");
        var (killed, violated) = ShardWithViolation();
        foreach (var index in Enumerable.Range(1, Shards).Where(index => index != killed))
        {
            await Run("array", s_selection, "--shard", $"{index}/{Shards}");
        }

        await KillInside("array", killed, violated, s_selection);
        var refused = await Run("array", ["merge-reports", "shards"], "--report", "json=merged.json");

        Assert.Equal(4, refused.Exit);
        Assert.Contains("cases are not there: ", refused.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("array/merged.json")));

        await Run("array", s_selection, "--shard", $"{killed}/{Shards}");
        var merged = await Run("array", ["merge-reports", "shards"], "--report", "json=merged.json");

        Assert.Equal((2, ""), (merged.Exit, merged.Error));
        Assert.Equal(Counts(_folder.File("single.json")), Counts(_folder.File("array/merged.json")));
    }

    [Fact]
    public async Task Cases_that_all_shards_share_are_the_same_cases_when_they_are_merged()
    {
        // small and large cases, whole ones and broken ones
        string[] selection = ["check", "--kernel", "v4.18", "--liveness", "off"];
        await Run("single", selection, "--report", $"json={_folder.File("single.json")}");
        await Run("whole", selection, "--split", "--shard", "1/1");
        foreach (var index in Enumerable.Range(1, Shards))
        {
            await Run("parts", selection, "--split", "--shard", $"{index}/{Shards}");
        }

        var (killed, trace) = PartWithViolation();
        Assert.InRange(CasesWithUnits(), 10, int.MaxValue);
        await KillInside("parts", killed, trace, [.. selection, "--split"]);
        var refused = await Run("parts", ["merge-reports", "shards"]);
        await Run("parts", selection, "--split", "--shard", $"{killed}/{Shards}");
        var whole = await Run(
            "whole",
            ["merge-reports", "shards", "--verbose"],
            "--report",
            $"json={_folder.File("whole.json")}"
        );
        var merged = await Run(
            "parts",
            ["merge-reports", "shards", "--verbose"],
            "--report",
            $"json={_folder.File("merged.json")}"
        );

        Assert.Equal(4, refused.Exit);
        Assert.Contains($": 1 of {Shards} parts are not there", refused.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (merged.Exit, merged.Error));
        Assert.Equal(Verdicts(_folder.File("single.json")), Verdicts(_folder.File("merged.json")));
        Assert.Equal(FinalStates(whole), FinalStates(merged));
        Assert.NotEmpty(FinalStates(merged));
        Assert.Contains($"sum of {Shards} parts", merged.Out, StringComparison.Ordinal);
    }

    private int CasesWithUnits() =>
        JsonNode.Parse(File.ReadAllText(_folder.File($"parts/shards/1-of-{Shards}.json")))!["cases"]!
            .AsArray()
            .Count(entry => (int)entry!["verdict"]!["part"]!["units"]! > 0);

    // A shard that has found a violation in a case that is not its last one.
    private (int Shard, string Trace) PartWithViolation() =>
        Enumerable
            .Range(1, Shards)
            .SelectMany(index =>
                JsonNode.Parse(File.ReadAllText(_folder.File($"parts/shards/{index}-of-{Shards}.json")))!["cases"]!
                    .AsArray()
                    .SkipLast(1)
                    .Where(entry => entry!["verdict"]!["counterexamples"]!.AsArray().Count > 0)
                    .Select(entry => (index, Traces()[(string)entry!["name"]!]!))
            )
            .First();

    // The first case that is violated and not the last of its shard.
    private (int Shard, string Trace) ShardWithViolation()
    {
        var traces = Traces();
        var cases = new CaseSelection([], [], [s_selection[2], s_selection[4]], false).In(Catalogue.Known);
        return Enumerable
            .Range(1, Shards)
            .SelectMany(index =>
                new Shard(index, Shards).Of(cases).SkipLast(1).Select(@case => (index, Trace: traces[@case.Name]))
            )
            .Where(found => found.Trace is not null)
            .Select(found => (found.index, found.Trace!))
            .First();
    }

    private Dictionary<string, string?> Traces() =>
        JsonNode.Parse(File.ReadAllText(_folder.File("single.json")))!["cases"]!
            .AsArray()
            .ToDictionary(
                entry => $"{entry!["kernel"]}/{entry["scenario"]}",
                entry => (string?)entry!["counterexamples"]!.AsArray().FirstOrDefault()?["trace"]
            );

    // The process looks at the trace file that may be there already. It is a pipe that nobody writes to, so that the
    // process hangs just there, whatever the machine's load; opening the pipe waits until it does.
    private async Task KillInside(string directory, int shard, string trace, string[] command)
    {
        var pipe = _folder.File($"{directory}/{trace}");
        Directory.CreateDirectory(Path.GetDirectoryName(pipe)!);
        File.Delete(pipe);
        using (var mkfifo = Process.Start("mkfifo", [pipe]))
        {
            await mkfifo.WaitForExitAsync();
            Assert.Equal(0, mkfifo.ExitCode);
        }

        using var process = Start(directory, [.. command, "--shard", $"{shard}/{Shards}"]);
        using var output = Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(),
            process.StandardError.ReadToEndAsync()
        );
        var ended = process.WaitForExitAsync();
        var reached = Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write));
        Assert.Same(reached, await Task.WhenAny(reached, ended));
        process.Kill();
        await ended;
        await (await reached).DisposeAsync();
        await output;
        File.Delete(pipe);
    }

    private async Task<CliRun> Run(string directory, string[] command, params string[] options)
    {
        using var process = Start(directory, [.. command, .. options]);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new CliRun(process.ExitCode, await output, await error);
    }

    private Process Start(string directory, string[] arguments)
    {
        Directory.CreateDirectory(_folder.File(directory));
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "pgmapcheck.dll"), .. arguments]
        )
        {
            WorkingDirectory = _folder.File(directory),
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

    private static string[] FinalStates(CliRun run) =>
        [
            .. System
                .Text.RegularExpressions.Regex.Matches(
                    string.Join(' ', run.OutLines.Select(line => line.Trim())),
                    @"(\d+) distinct final state"
                )
                .Select(match => match.Groups[1].Value),
        ];

    private static string Verdicts(string path) =>
        string.Join(
            '\n',
            JsonNode.Parse(File.ReadAllText(path))!["cases"]!
                .AsArray()
                .Select(entry =>
                    $"{entry!["kernel"]} {entry["scenario"]} {entry["verdict"]} "
                    + string.Join(
                        ';',
                        entry["counterexamples"]!
                            .AsArray()
                            .Select(found => $"{found!["property"]} {found["schedule"]}")
                            .Order()
                    )
                )
        );

    private static string Counts(string path) =>
        string.Join(
            '\n',
            JsonNode.Parse(File.ReadAllText(path))!["cases"]!
                .AsArray()
                .Select(entry =>
                    $"{entry!["kernel"]} {entry["scenario"]} {entry["verdict"]} {entry["states"]} "
                    + $"{entry["transitions"]} "
                    + string.Join(
                        ';',
                        entry["counterexamples"]!.AsArray().Select(found => $"{found!["property"]} {found["schedule"]}")
                    )
                )
        );
}
