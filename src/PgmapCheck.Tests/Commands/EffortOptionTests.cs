using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using PgmapCheck.Tests.Programs;

namespace PgmapCheck.Tests.Commands;

/// <summary>What a search may use of the machine changes neither verdicts nor counts; what it may not ends
/// it.</summary>
public sealed class EffortOptionTests : IDisposable
{
    private static readonly string[] s_effort = ["seconds", "cpuSeconds", "peakBytes"];

    private static readonly string[] s_plain = ["--no-persistent-sets"]; // of an engine that has them

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2")]
    [InlineData("5")]
    public void Workers_change_neither_verdicts_nor_counts(string workers)
    {
        var (alone, one) = Check("--workers", "1");
        var (shared, several) = Check("--workers", workers);

        Assert.Equal((2, 2), (alone.Exit, shared.Exit));
        Assert.DoesNotContain(" threads: ", alone.Out, StringComparison.Ordinal);
        Assert.Equal(
            2,
            shared.OutLines.Count(line => line.Contains($", {workers} threads: ", StringComparison.Ordinal))
        );
        Assert.Equal(Without(one, ["transitions", "depth"]), Without(several, ["transitions", "depth"]));
    }

    [Theory]
    [InlineData("states")]
    [InlineData("bfs")]
    public void What_is_kept_in_files_is_the_same_and_gone_afterwards(string engine)
    {
        var directory = Directory.CreateDirectory(_folder.File("spill")).FullName;
        string[] alone = engine == "states" ? ["--workers", "1"] : []; // the other has one in any case
        var (inMemory, kept) = Check(["--engine", engine, .. alone]);
        var (inFiles, spilt) = Check(["--engine", engine, .. alone, "--spill", directory]);

        Assert.Equal((2, 2), (inMemory.Exit, inFiles.Exit));
        Assert.Equal(Without(kept), Without(spilt));
        Assert.True(
            PeakBytes(spilt) < PeakBytes(kept),
            $"{PeakBytes(spilt)} bytes with files, {PeakBytes(kept)} without"
        );
        Assert.Empty(Directory.GetFileSystemEntries(directory));
    }

    [Theory]
    [InlineData("check")]
    [InlineData("bench", "s1")]
    public void Files_need_a_directory_that_can_be_made(params string[] command)
    {
        var file = _folder.Write("file", "");
        foreach (var place in new[] { file + "/none", file })
        {
            var run = CliRun.Of([.. command, "--spill", place]);

            Assert.Equal(1, run.Exit);
            Assert.Equal("", run.Out);
            Assert.StartsWith(
                $"pgmapcheck: --spill: cannot write to '{place}' (",
                Assert.Single(run.ErrorLines),
                StringComparison.Ordinal
            );
        }
    }

    // Nobody, not even root, makes a file there.
    [Fact]
    public void Files_need_a_directory_that_can_be_written()
    {
        if (!Directory.Exists("/proc/self"))
        {
            return;
        }

        var run = CliRun.Of("check", "locked-update", "--spill", "/proc/self");

        Assert.Equal(1, run.Exit);
        Assert.Equal("", run.Out);
        Assert.StartsWith(
            "pgmapcheck: --spill: cannot write to '/proc/self' (",
            run.ErrorLines.Single(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("--no-persistent-sets", "--liveness", "off")]
    [InlineData("--no-persistent-sets", "--liveness", "off", "--workers", "3")]
    [InlineData("--engine", "bfs")]
    [InlineData("--memory", "tso")]
    [InlineData("--memory", "weak")]
    public void A_search_that_may_have_no_more_memory_is_incomplete(params string[] options)
    {
        var run = CliRun.On(
            LargeKernel.Catalogue,
            terminal => terminal,
            ["check", "--scenario", "combined", "--max-memory", "1MiB", .. options]
        );

        Assert.Equal(4, run.Exit);
        Assert.Contains("incomplete: stopped at 1 MiB", run.OutLines[0], StringComparison.Ordinal);
        Assert.Equal("exit 4: incomplete, nothing violated so far", run.OutLines[^1]);
        Assert.Equal("", run.Error);
    }

    // The proof has few states with its reductions; the full graph, in which liveness is decided, has a million.
    [Fact]
    public void A_proof_whose_liveness_search_may_have_no_more_memory_is_incomplete()
    {
        var run = CliRun.On(
            LargeKernel.Catalogue,
            terminal => terminal,
            "check",
            "--scenario",
            "combined",
            "--max-memory",
            "8MiB"
        );

        Assert.Equal(4, run.Exit);
        Assert.EndsWith(
            "incomplete: liveness is not decided: stopped at 8 MiB",
            run.OutLines[0],
            StringComparison.Ordinal
        );
        Assert.Equal("", run.Error);
    }

    // A heap that the runtime keeps to 24 MiB, which lists of states fill before the search is through.
    [Fact]
    public async Task A_search_that_the_runtime_refuses_memory_is_incomplete()
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "pgmapcheck.dll"),
                "bench",
                "s3",
                "--engine",
                "bfs",
                "--togglers",
                "3",
                "--putters",
                "4",
                "--getters",
                "4",
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x1800000";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        var run = new CliRun(process.ExitCode, await output, await error);

        Assert.Equal((4, ""), (run.Exit, run.Error));
        Assert.Contains("incomplete: out of memory at ", run.Out, StringComparison.Ordinal);
        Assert.Equal("exit 4: incomplete, nothing violated so far", run.OutLines[^1]);
    }

    private (CliRun Run, JsonNode Report) Check(params string[] options)
    {
        var file = _folder.File("report.json");
        var run = CliRun.On(
            LargeKernel.Catalogue,
            terminal => terminal,
            [
                "check",
                "--verbose",
                "--no-traces",
                "--liveness",
                "off",
                .. options.Contains("bfs") ? [] : s_plain,
                "--jobs",
                "1", // so that both cases have the threads
                "--report",
                $"json={file}",
                .. options,
            ]
        );
        return (run, JsonNode.Parse(File.ReadAllText(file))!);
    }

    private static string Without(JsonNode report, params string[] fields)
    {
        var copy = report.DeepClone();
        foreach (var entry in copy["cases"]!.AsArray())
        {
            foreach (var field in s_effort.Concat(fields))
            {
                Assert.True(entry!.AsObject().Remove(field), field);
            }
        }

        return copy.ToJsonString();
    }

    private static long PeakBytes(JsonNode report) =>
        report["cases"]!.AsArray().Max(entry => (long)entry!["peakBytes"]!);
}
